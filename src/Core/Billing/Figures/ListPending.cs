using OpsBot.Core.Operations;

namespace OpsBot.Core.Billing.Figures;

public sealed record ListPending([Group] StuckFilter Filter) : IQuestion<ListPending, StuckListed>
{
    public static Spec Spec { get; } = new("billing pending", "Payments that are under way, or wait for the customer to confirm them")
    {
        Examples = ["/billing pending", "/billing pending acme", "/billing pending csv:yes"],
    };
}
