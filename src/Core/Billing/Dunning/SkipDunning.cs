using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

public sealed record SkipDunning([Arg("which invoice")] InvoiceId Invoice) : ICommand<SkipDunning, DunningSkipped>
{
    public static Spec Spec { get; } = new("dunning skip", "Leave out the next step about an unpaid invoice")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Examples = ["/dunning skip INV-202611-0001 reason:\"they called\""],
    };
}

public sealed record DunningSkipped(DunningCase Case, Rung Rung, string Next) : IAnswer
{
    public Reply Say() => new($"The {Rung.Kind.Words()} of {Case.Called} is left out")
    {
        Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph($"Next: {Next}.")],
        Buttons = [new Button("Show", $"/dunning show {Case.Id}")],
    };
}

sealed class SkipDunningHandler(Seller seller) : IHandle<SkipDunning, DunningSkipped>
{
    public async Task<Result<Plan>> Plan(SkipDunning command, Work work, CancellationToken cancel)
    {
        var one = await DunningCase.One(work.Db, command.Invoice, cancel);
        if ((await Next(one, work, cancel)).Failed(out var next, out var refusal)) return refusal;
        return one.Plan($"Leave out the {next.Kind.Words()} of {one.Called}") with
        {
            Changes = [new("Next step", next.Kind.Words(), "the one after it")],
            Affects = new(Impact.Gain, $"{one.Organization} is spared the {next.Kind.Words()}."),
            Undo = Undo.ByHand("Write to them yourself."),
        };
    }

    public async Task<Result<DunningSkipped>> Handle(SkipDunning command, Work work, CancellationToken cancel)
    {
        var one = await DunningCase.One(work.Db, command.Invoice, cancel);
        if ((await Next(one, work, cancel)).Failed(out var next, out var refusal)) return refusal;
        await work.Execute(
            """
            insert into dunning_steps (invoice_id, kind, day, state, on_day, at, detail)
            values (@Invoice, @Kind, @Day, 'skipped', @Today, @Now, @Reason)
            """, new { command.Invoice, next.Kind, next.Day, seller.Today, work.Now, work.Reason }, cancel);
        var ladder = await Ladder.Current(work.Db, cancel);
        var after = await DunningCase.One(work.Db, command.Invoice, cancel);
        await after.Next(work, ladder.Next(after.DueOn!.Value, after.Steps)?.On, cancel);
        await after.Say(work, ladder, seller.Today, cancel);
        return new DunningSkipped(after, next, after.NextInWords(ladder, seller.Today).TrimEnd('.'));
    }

    static async Task<Result<Rung>> Next(DunningCase one, Work work, CancellationToken cancel)
    {
        if (one.NotOnLadder is { } no) return no;
        if (one.DueOn is not { } due) return new Refusal($"{one.Called} is not open yet.");
        if (one.Steps.Any(step => step.State == StepStage.Asking))
            return new Refusal($"A step of {one.Called} is being taken right now. Look again in a moment.");
        return (await Ladder.Current(work.Db, cancel)).Next(due, one.Steps) is { } next ? next.Rung
            : new Refusal($"No step is left for {one.Called}.");
    }
}
