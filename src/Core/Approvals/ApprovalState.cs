using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public readonly record struct ApprovalId(Guid Value) : IId<ApprovalId>
{
    public static string Prefix => "apr";
    public static ApprovalId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>Where a request stands. It leaves pending once: as stale where what it was bound to changed, as failed where it did not work.</summary>
public enum ApprovalState { Pending, Approved, Denied, Expired, Cancelled, Stale, Failed }

/// <summary>How the run of an approved request stands.</summary>
public enum RunState { Running, Done, Failed }

public enum Verdict { Approved, Denied }

public static class ApprovalMoves
{
    public static readonly IReadOnlyList<(ApprovalState From, string By, ApprovalState To)> Moves =
    [
        (ApprovalState.Pending, "approve", ApprovalState.Approved),
        (ApprovalState.Pending, "approve", ApprovalState.Stale),
        (ApprovalState.Pending, "approve", ApprovalState.Failed),
        (ApprovalState.Pending, "deny", ApprovalState.Denied),
        (ApprovalState.Pending, "cancel", ApprovalState.Cancelled),
        (ApprovalState.Pending, "expire", ApprovalState.Expired),
        (ApprovalState.Pending, "lose rights", ApprovalState.Stale),
    ];

    extension(ApprovalState state)
    {
        /// <summary>As a list says it: what is stale tells nobody anything.</summary>
        public string Said => state == ApprovalState.Stale ? "not run, it changed" : state.Words();

        public bool IsFinal => Moves.All(move => move.From != state);

        public bool MayBecome(ApprovalState next) => Moves.Any(move => move.From == state && move.To == next);
    }
}
