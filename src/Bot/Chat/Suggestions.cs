using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Chat;

/// <summary>What is offered while somebody types: the things whose name fits, if that person may know them.</summary>
sealed class Suggestions(NpgsqlDataSource source, Parser parser, Finders finders, TimeProvider time)
{
    // Platforms wait three seconds and show an error then; an empty list is friendlier.
    static readonly TimeSpan patience = TimeSpan.FromSeconds(2.5);

    /// <summary>For one parameter of a command line; empty when the line names no such thing, or not for this person.</summary>
    public async Task<IReadOnlyList<Found>> For(
        ChatAccount account, string line, string parameter, string typed, int most, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await Find(account, line, parameter, ChatText.OneLine(typed), most, both.Token);
        }
        catch (Exception late) when ((late is OperationCanceledException || Outage.Is(late)) && !cancel.IsCancellationRequested)
        {
            return [];
        }
    }

    async Task<IReadOnlyList<Found>> Find(ChatAccount account, string line, string name, string typed, int most, CancellationToken cancel)
    {
        if (parser.Parse(line).Failed(out var parsed, out _) || parsed.Entry.Named(name) is not { } parameter) return [];
        await using var db = await source.OpenConnectionAsync(cancel);
        if (await Who.Is(db, account, cancel) is not { } caller || !caller.May(parsed.Entry.Spec.Needs)) return [];
        return await finders.Suggest(db, parsed.Entry.Spec, parameter, typed, most, cancel);
    }
}
