using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Figures;

public sealed record ListFailed([Group] StuckFilter Filter) : IQuestion<ListFailed, StuckListed>
{
    public static Spec Spec { get; } = new("billing failed", "Payments that failed, the newest first")
    {
        Examples = ["/billing failed", "/billing failed acme", "/billing failed csv:yes"],
    };
}
