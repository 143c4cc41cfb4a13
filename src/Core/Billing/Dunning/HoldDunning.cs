using OpsBot.Core.Approvals.Limits;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

public sealed record HoldDunning(
    [Arg("which invoice")] InvoiceId Invoice,
    [Arg("until which day nothing is done: 2026-12-01")] DateTimeOffset Until) : ICommand<HoldDunning, DunningHeld>
{
    public static Spec Spec { get; } = new("dunning hold", "Do nothing about an unpaid invoice until a day")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Examples = ["/dunning hold INV-202611-0001 until:2026-12-15 reason:\"they asked\""],
    };
}

public sealed record DunningHeld(DunningCase Case, DateOnly Until) : IAnswer
{
    public Reply Say() => new($"{Case.Called} is held until {Until.InWords()}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"{Case.Organization} hears nothing of {Case.Left} until then. After that the ladder goes on.")],
        Buttons = [new Button("Show", $"/dunning show {Case.Id}")],
    };
}

sealed class HoldDunningHandler(Seller seller) : IHandle<HoldDunning, DunningHeld>
{
    // So long after due anybody may hold it; later, holding is the same as never asking.
    const int FreelyHeld = 30, Longest = 365;

    public async Task<Result<Plan>> Plan(HoldDunning command, Work work, CancellationToken cancel)
    {
        var (one, until) = (await DunningCase.One(work.Db, command.Invoice, cancel), seller.DayTyped(command.Until));
        if (MayNot(one, until) is { } no) return no;
        var isLong = until.DayNumber - one.DueOn!.Value.DayNumber > FreelyHeld;
        return one.Plan($"Hold {one.Called} until {until.InWords()}") with
        {
            Amount = isLong ? one.Left : null, Guard = isLong ? ByAmount.Of(one.Left) : null,
            Changes =
            [
                new("Next step", one.HeldUntil is { } was ? $"held until {was.InWords()}" : "as the ladder has it",
                    $"not before {until.InWords()}"),
            ],
            Affects = new(Impact.Gain, $"{one.Organization} hears nothing of it until then."),
            Undo = Undo.ByHand("Hold it until tomorrow: then the ladder goes on."),
        };
    }

    public async Task<Result<DunningHeld>> Handle(HoldDunning command, Work work, CancellationToken cancel)
    {
        var (one, until) = (await DunningCase.One(work.Db, command.Invoice, cancel), seller.DayTyped(command.Until));
        if (MayNot(one, until) is { } no) return no;
        var ladder = await Ladder.Current(work.Db, cancel);
        await one.Next(work, ladder.Next(one.DueOn!.Value, one.Steps)?.On, cancel);
        await work.Execute("update dunning_cases set held_until = @until, held_why = @Reason where invoice_id = @Invoice",
            new { command.Invoice, until, work.Reason }, cancel);
        await one.Say(work, ladder, seller.Today, cancel);
        return new DunningHeld(one, until);
    }

    Refusal? MayNot(DunningCase one, DateOnly until) =>
        one.NotOnLadder is { } no ? no
        : one.DueOn is null ? new($"{one.Called} is not open yet.")
        : until <= seller.Today ? new("Say a day that is still to come.")
        : until > seller.Today.AddDays(Longest)
            ? new("Nothing is held for more than a year. Take it off the ladder with `/dunning except`.")
        : one.HeldUntil == until ? new($"{one.Called} is held until {until.InWords()} already.")
        : null;
}
