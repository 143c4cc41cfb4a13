using OpsBot.Core.Approvals.Limits;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

public sealed record ExceptFromDunning([Arg("which invoice")] InvoiceId Invoice) : ICommand<ExceptFromDunning, ExceptedFromDunning>
{
    public static Spec Spec { get; } = new("dunning except", "Take an unpaid invoice off the ladder for good")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Examples = ["/dunning except INV-202611-0001 reason:\"settled in court\""],
    };
}

public sealed record ExceptedFromDunning(DunningCase Case) : IAnswer
{
    public Reply Say() => new($"{Case.Called} is off the ladder")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"Nothing more is done by itself about {Case.Left}. {Case.Organization} still owes it.")],
        Buttons = [new Button("Show", $"/dunning show {Case.Id}")],
    };
}

sealed class ExceptFromDunningHandler(Seller seller) : IHandle<ExceptFromDunning, ExceptedFromDunning>
{
    public async Task<Result<Plan>> Plan(ExceptFromDunning command, Work work, CancellationToken cancel)
    {
        var one = await DunningCase.One(work.Db, command.Invoice, cancel);
        return one.NotOnLadder is { } no ? no : one.Plan($"Take {one.Called} off the ladder") with
        {
            Amount = one.Left, Guard = ByAmount.Of(one.Left),
            Changes = [new("Done about it", "as the ladder has it", "nothing by itself")],
            Affects = new(Impact.Gain, $"{one.Organization} hears no more of {one.Left}, and still owes it."),
            Undo = Undo.Never("It does not come back onto the ladder; what is to be done about it people do."),
        };
    }

    public async Task<Result<ExceptedFromDunning>> Handle(ExceptFromDunning command, Work work, CancellationToken cancel)
    {
        var one = await DunningCase.One(work.Db, command.Invoice, cancel);
        if (one.NotOnLadder is { } no) return no;
        await one.Next(work, null, cancel);
        await work.Execute("update dunning_cases set excepted_at = @Now, excepted_why = @Reason where invoice_id = @Invoice",
            new { command.Invoice, work.Now, work.Reason }, cancel);
        await one.Say(work, await Ladder.Current(work.Db, cancel), seller.Today, cancel);
        return new ExceptedFromDunning(one);
    }
}
