using System.Globalization;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Credits;

public sealed record GiveCredit(
    [Arg("to which organization")] OrganizationId Org,
    [Arg("how much")] Money Amount,
    [Arg("the first day on which it is there no more: 2026-12-31", Named = true, MaxLength = 10)] string? Expires = null)
    : ICommand<GiveCredit, CreditGiven>
{
    /// <summary>In minor units, as the price of a plan: sums of all that is given stay far from what a number holds.</summary>
    internal const long Most = 100_000_000_000;

    public static Spec Spec { get; } = new("credit add", "Give an organization credit, which pays its next invoices")
    {
        Needs = Role.Admin, Guard = Guard.Reason,
        Examples = ["/credit add acme 20.00", "/credit add acme \"20.00 USD\" expires:2026-12-31"],
    };
}

public sealed record CreditGiven(string Organization, Money Amount, Money Now, DateOnly? Expires) : IAnswer
{
    public Reply Say() => new($"{Amount} of credit for {Organization}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            new Paragraph($"It has {Now} now. Its next invoices are paid from it as they are opened."),
            .. Expires.IfAny(day => new Small($"What is left of it on {day.InWords()} is taken back then.")),
        ],
        Buttons = [new Button("History", $"/credit history {Organization}")],
    };
}

sealed class GiveCreditHandler(Seller seller, TimeProvider time) : IHandle<GiveCredit, CreditGiven>
{
    public async Task<Result<Plan>> Plan(GiveCredit command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (organization.State is OrganizationState.Deleting or OrganizationState.Deleted)
            return new Refusal($"{organization.Slug} is {organization.State.Words()}: no invoice of it would be paid from credit.");
        if (command.Amount.Minor == 0) return new Refusal("Nothing is no credit. Say how much.");
        if (command.Amount.Minor > GiveCredit.Most)
            return new Refusal($"{command.Amount} is more than anybody gives: at most {new Money(GiveCredit.Most, command.Amount.Currency)} at once.");
        if (Expires(command).Failed(out var expires, out var refusal)) return refusal;
        if (expires.Day is { } first && first <= seller.Today) return new Refusal($"{first.InWords()} has begun. Name a day to come.");
        var free = await Credits.Free(work, command.Org, command.Amount.Currency, cancel);
        return organization.Plan($"Give {organization.Slug} {command.Amount} of credit") with
        {
            Amount = command.Amount, Gives = command.Amount,
            Changes =
            [
                new($"Credit of {organization.Slug}", free.ToString(), (free + command.Amount).ToString()),
                .. expires.Day.IfAny(day => new Change("What is left of it is taken back", "never", day.InWords())),
            ],
            Affects = new(Impact.Gain, $"The next invoices of {organization.Slug} are paid from it."),
            Undo = Undo.By("Take what was not used yet back with", $"/credit take {organization.Slug} {command.Amount}"),
        };
    }

    public async Task<Result<CreditGiven>> Handle(GiveCredit command, Work work, CancellationToken cancel)
    {
        if (Expires(command).Failed(out var expires, out var refusal)) return refusal;
        var (id, amount) = (Guid.CreateVersion7(time.GetUtcNow()), command.Amount);
        await work.Execute(
            """
            insert into credits (id, organization_id, currency, amount_minor, given_by, why, given_at, expires_on, left_minor)
            values (@id, @Org, @Code, @Minor, @By, @Why, @Now, @Day, @Left)
            """,
            new
            {
                id, command.Org, amount.Currency.Code, amount.Minor, By = work.AskerId, Why = work.Reason ?? "", work.Now, expires.Day,
                Left = expires.Day is null ? (long?)null : amount.Minor,
            }, cancel);
        await Credits.Give(work, new($"credit:{id}", command.Org, Account.Goodwill, amount, TransferCode.Credit), cancel);
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return new CreditGiven(organization.Slug, amount, await Credits.Free(work, command.Org, amount.Currency, cancel), expires.Day);
    }

    sealed record ExpiresOn(DateOnly? Day);

    static Result<ExpiresOn> Expires(GiveCredit command) => command.Expires is not { Length: > 0 } text ? new ExpiresOn(null)
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new ExpiresOn(day)
        : new Refusal($"“{Excerpt.Of(text)}” is no day. Write it like 2026-12-31.");
}
