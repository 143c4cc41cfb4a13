using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>
/// What can be clicked about a request, the same wherever it is shown. In place: where only one person reads, what comes of it stands
/// there instead.
/// </summary>
static class ApprovalButtons
{
    // The click carries what its reader saw: it never decides about anything else.
    public static Button Approve(long number, string digest, string effect, bool reversible, bool last) =>
        new("Approve", $"/approval approve {number} digest:{digest.Start(12)}")
        {
            Look = Look.Primary, InPlace = true, ConfirmsDanger = !reversible,
            Confirm = reversible ? null : $"{effect}? {(last ? "It runs at once." : "It runs once others have approved it, too.")}",
        };

    public static Button Deny(long number) => new("Deny", $"/approval deny {number}") { Look = Look.Danger, InPlace = true };

    public static Button Cancel(long number) => new("Cancel the request", $"/approval cancel {number}") { InPlace = true };

    public static Button Details(long number) => new("Details", $"/approval show {number}");
}
