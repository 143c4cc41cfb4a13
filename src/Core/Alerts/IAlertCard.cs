using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Alerts;

/// <summary>What stands on the card of an alert of that kind beside what stands on every card.</summary>
public sealed record AlertFace(IReadOnlyList<Part> Parts, IReadOnlyList<Button> Buttons)
{
    public static AlertFace None { get; } = new([], []);
}

/// <summary>
/// Knows more about alerts of some kinds: how it stands now, and what helps. Its buttons stand there only while it is open. It says the
/// same as long as nothing changed: what it says anew is sent anew.
/// </summary>
interface IAlertCard
{
    AlertKind[] Kinds { get; }

    Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel);
}
