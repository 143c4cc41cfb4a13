using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

public sealed record RefundPayment(
    [Arg("which payment")] PaymentId Payment,
    [Group] RefundTerms Terms) : ICommand<RefundPayment, Refunded>
{
    public static Spec Spec { get; } = new("refund payment", "Give a payment back, all or a part")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Doing = "Refunding", Verb = "Refund",
        Examples = ["/refund payment acme 20.00 why:request", "/refund payment acme why:duplicate all:yes"],
    };
}

sealed class RefundPaymentHandler(Refunding refunding) : IMakeRefund<RefundPayment>
{
    public Refunding Refunding => refunding;

    public RefundTerms TermsOf(RefundPayment command) => command.Terms;

    public InvoiceId? InvoiceOf(RefundPayment command) => null;

    public Task<Result<PaymentFound>> Find(RefundPayment command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<PaymentFound>>(new PaymentFound(command.Payment));
}
