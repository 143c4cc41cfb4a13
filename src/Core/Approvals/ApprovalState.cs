using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public readonly record struct ApprovalId(Guid Value) : IId<ApprovalId>
{
    public static string Prefix => "apr";
    public static ApprovalId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>
/// Where a request stands. It leaves pending once: as stale where what it was bound to changed, as failed where it did not work.
/// </summary>
public enum ApprovalState { Pending, Approved, Denied, Expired, Cancelled, Stale, Failed }

/// <summary>How the run of an approved request stands.</summary>
public enum RunState { Running, Done, Failed }

public enum Verdict { Approved, Denied }

/// <summary>The life of a request: it leaves pending once.</summary>
public static class ApprovalLife
{
    static readonly IReadOnlyList<ApprovalState> pending = [ApprovalState.Pending];

    public static readonly Move<ApprovalState>
        Approve = new("approve", pending) { Done = ApprovalState.Approved },
        Change = new("what it was bound to changed", pending) { Done = ApprovalState.Stale },
        Fail = new("its run failed", pending) { Done = ApprovalState.Failed },
        Deny = new("deny", pending) { Done = ApprovalState.Denied },
        Cancel = new("cancel", pending) { Done = ApprovalState.Cancelled },
        Expire = new("expire", pending) { Done = ApprovalState.Expired };

    public static readonly Life<ApprovalState> Of =
        new("a request for approval", ApprovalState.Pending, null, Approve, Change, Fail, Deny, Cancel, Expire);

    extension(ApprovalState state)
    {
        /// <summary>As a list says it: what is stale tells nobody anything.</summary>
        public string Said => state == ApprovalState.Stale ? "not run, it changed" : state.Words();
    }
}
