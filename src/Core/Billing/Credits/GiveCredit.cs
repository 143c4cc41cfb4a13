using System.Globalization;
using OpsBot.Core.Jobs;
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
    public static Spec Spec { get; } = new("credit add", "Give an organization credit, which pays its next invoices")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Giving credit to",
        Examples = ["/credit add acme 20.00", "/credit add acme \"20.00 USD\" expires:2026-12-31"],
    };
}

public sealed record CreditGiven(string Organization, Money Amount, Money Now, DateOnly? Expires, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is null ? $"{Amount} of credit for {Organization}" : $"No credit for {Organization}")
    {
        Tone = Error is null ? Tone.Good : Tone.Warning, Audience = Audience.Room,
        Parts = Error is not null ? [new Paragraph($"{Error} It has {Now}.")] :
        [
            new Paragraph($"It has {Now} now. Its next invoices are paid from it as they are opened."),
            .. Expires.IfAny(day => new Small($"What is left of it on {day.InWords()} is taken back then.")),
        ],
        Buttons = [new Button("History", $"/credit history {Organization}")],
    };
}

/// <summary>Who gives it and why, for when it has waited.</summary>
sealed record GivingMemo
{
    public string Why { get; init; } = "";

    public Guid? By { get; init; }
}

sealed class GiveCreditHandler(Seller seller, StopWindow window)
    : IHandle<GiveCredit, CreditGiven>, ILongWork<GiveCredit, GivingMemo, CreditGiven>
{
    // As the price of a plan: sums of all that is given stay far from what a number holds.
    const long Most = 100_000_000_000;

    // Who gives to several at once is judged by all of it.
    public Task<IReadOnlyList<Target>> Locks(GiveCredit command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>(
            work.AskerId is { } asker ? [new("credit-given-by", asker.Value, "credit of one person")] : []);

    public async Task<Result<Plan>> Plan(GiveCredit command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (organization.State is OrganizationState.Deleting or OrganizationState.Deleted)
            return new Refusal($"{organization.Slug} is {organization.State.Words()}: no invoice of it would be paid from credit.");
        if (command.Amount.Minor == 0) return new Refusal("Nothing is no credit. Say how much.");
        if (command.Amount.Minor > Most)
            return new Refusal($"{command.Amount} is more than anybody gives: at most {new Money(Most, command.Amount.Currency)} at once.");
        if (Expires(command).Failed(out var expires, out var refusal)) return refusal;
        if (expires.Day <= seller.Today) return new Refusal($"{expires.Day!.Value.InWords()} has begun. Name a day to come.");
        var free = await Credits.Free(work, command.Org, command.Amount.Currency, cancel);
        return organization.Plan($"Give {organization.Slug} {command.Amount} of credit") with
        {
            Amount = command.Amount, Guard = await GuardOf(command, work, cancel),
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
        if (Expires(command).Failed(out _, out var refusal)) return refusal;
        if (IsLong(command, work))
            return await Credits.Hold(work, Move(command, work.Trail), gives: true, cancel) is { } no ? no
                : await Given(command, work, cancel);
        await Credits.Give(work, Move(command, work.Trail), cancel);
        await Write(command, work.Trail, Remember(command, work), work, cancel);
        return await Given(command, work, cancel);
    }

    public bool IsLong(GiveCredit command, Work work) => window.Until(work) is not null;

    public DateTimeOffset? StartsAt(GiveCredit command, Work work) => window.Until(work);

    public WayOn? CallOff(GiveCredit command, Target target) => window.Way(target);

    public GivingMemo Remember(GiveCredit command, Work work) => new() { Why = work.Reason ?? "", By = work.AskerId?.Value };

    // Nothing is done outside: it only waits.
    public IReadOnlyList<Step<GiveCredit, GivingMemo>> Steps => [new("Give it", (_, _, _) => Task.FromResult(StepResult.Next))];

    public async Task<Result<CreditGiven>> Finish(GiveCredit command, JobRun<GivingMemo> run, Work work, CancellationToken cancel)
    {
        await work.Post(Move(command, run.Trail).Key, cancel);
        await Write(command, run.Trail, run.Memo, work, cancel);
        return await Given(command, work, cancel);
    }

    public async Task<CreditGiven> GiveUp(
        GiveCredit command, JobRun<GivingMemo> run, string error, Work work, CancellationToken cancel)
    {
        await work.Void(Move(command, run.Trail).Key, cancel);
        return await Given(command, work, cancel) with { Error = error };
    }

    static CreditMove Move(GiveCredit command, Guid trail) =>
        new($"credit:{trail}", command.Org, Account.Goodwill, command.Amount, TransferCode.Credit);

    static async Task Write(GiveCredit command, Guid trail, GivingMemo memo, Work work, CancellationToken cancel)
    {
        var day = Expires(command).Value.Day;
        await work.Execute(
            """
            insert into credits (id, organization_id, currency, amount_minor, given_by, why, given_at, expires_on, left_minor)
            values (@trail, @Org, @Code, @Minor, @By, @Why, @Now, @day, case when @day::date is not null then @Minor end)
            """,
            new { trail, command.Org, command.Amount.Currency.Code, command.Amount.Minor, memo.By, memo.Why, work.Now, day }, cancel);
    }

    static async Task<CreditGiven> Given(GiveCredit command, Work work, CancellationToken cancel) => new(
        (await Organization.Get(work.Db, command.Org, cancel)).Slug, command.Amount,
        await Credits.Free(work, command.Org, command.Amount.Currency, cancel), Expires(command).Value.Day);

    sealed record Lately(long Minor, bool InOthers);

    /// <summary>
    /// By what this person gave, or this organization got, within a day: in parts it is judged as all of them together. What is of several
    /// currencies adds up to nothing that could be compared, so it needs approval.
    /// </summary>
    static async Task<Guard> GuardOf(GiveCredit command, Work work, CancellationToken cancel)
    {
        var lately = await work.Get<Lately>(
            """
            select greatest(coalesce(sum(amount_minor) filter (where given_by = @Asker and currency = @Code), 0),
                            coalesce(sum(amount_minor) filter (where organization_id = @Org and currency = @Code), 0))::bigint as minor,
                   count(*) filter (where currency <> @Code) > 0 as in_others
            from   credits
            where  given_at > @Since and (given_by = @Asker or organization_id = @Org)
            """, new { Asker = work.AskerId, command.Org, command.Amount.Currency.Code, Since = work.Now.AddDays(-1) }, cancel);
        return lately.InOthers ? Guard.Approval : ByAmount.Of(command.Amount + new Money(lately.Minor, command.Amount.Currency));
    }

    sealed record ExpiresOn(DateOnly? Day);

    static Result<ExpiresOn> Expires(GiveCredit command) => command.Expires is not { Length: > 0 } text ? new ExpiresOn(null)
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new ExpiresOn(day)
        : new Refusal($"“{Excerpt.Of(text)}” is no day. Write it like 2026-12-31.");
}
