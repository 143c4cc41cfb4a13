using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

/// <summary>Who is called at a moment: whoever is on, until when, who comes after, and the admins where nobody is.</summary>
public sealed record OnDuty(Operator? Who, DateTimeOffset? Until, Operator? Next, IReadOnlyList<Operator> Admins)
{
    /// <summary>Whose turn it would be, had they been there to be called.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Why nobody is on, in a sentence; none where somebody is.</summary>
    public string? Nobody { get; init; }

    /// <summary>"Ben is skipped: they are deactivated, or have no chat account."; none where nobody is.</summary>
    public string? Left => Skipped.Count == 0 ? null
        : $"{Several.InOneSentence(Skipped)} {(Skipped.Count == 1 ? "is" : "are")} skipped: deactivated, or without a chat account.";

    /// <summary>How its sentence ends: until when, and who is next.</summary>
    internal Words Lasts => (Until is { } until ? Words.Of(new Plain(" until "), new At(until)) : Words.None)
        + (Next is { } next ? $", then {next.Name}." : ".");

    public static async Task<OnDuty> Now(Work work, CancellationToken cancel) =>
        (await RotaBook.Read(work.Db, work.Now, cancel)).OnDuty(work.Now);
}
