using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

/// <summary>
/// So long what gives money and somebody had to approve only waits: a refund's transfer is pending, a credit note is not written yet, and
/// every admin can stop it. What nobody had to approve goes at once.
/// </summary>
public sealed class StopWindow(IOptions<BillingOptions> options)
{
    /// <summary>When it goes, for <c>ILongWork.StartsAt</c>.</summary>
    public DateTimeOffset? Until(Work work) =>
        options.Value.StopWindow > TimeSpan.Zero && (work.Approval is not null || work.BrokeGlass)
            ? work.Now + options.Value.StopWindow : null;

    /// <summary>For <c>ILongWork.CallOff</c>: the job ends before its first step, and its end voids what was pending.</summary>
    public static WayOn Way { get; } = new("Stop", $"/{StopMoney.Spec.Command}") { NamesJob = true };
}
