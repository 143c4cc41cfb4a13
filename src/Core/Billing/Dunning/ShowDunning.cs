using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

public sealed record ShowDunning([Arg("which invoice")] InvoiceId Invoice) : IQuestion<ShowDunning, DunningShown>
{
    public static Spec Spec { get; } = new("dunning show", "What was done about an unpaid invoice, and what is next")
    {
        Examples = ["/dunning show INV-202611-0001"],
    };
}

public sealed record DunningShown(DunningCase Case, Ladder Ladder, DateOnly Today) : IAnswer
{
    public Reply Say()
    {
        var card = Case.Card(Ladder, Today);
        return card with
        {
            Audience = Audience.Asker,
            Buttons = !Case.IsUnpaid ? card.Buttons :
            [
                .. card.Buttons.Take(2), new Button("Skip the next", $"/dunning skip {Case.Id}"),
                new Button("Off the ladder", $"/dunning except {Case.Id}"),
            ],
        };
    }
}

sealed class ShowDunningHandler(Seller seller) : IAnswerQuestion<ShowDunning, DunningShown>
{
    public async Task<Result<DunningShown>> Answer(ShowDunning question, Work work, CancellationToken cancel) =>
        new DunningShown(await DunningCase.One(work.Db, question.Invoice, cancel), await Ladder.Current(work.Db, cancel), seller.Today);
}
