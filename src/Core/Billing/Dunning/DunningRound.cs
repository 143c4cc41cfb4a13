using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing.Documents;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Database;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

/// <summary>
/// Takes the steps that are due, each once, however many workers look; and lets those in again whom it has shut out and who have paid.
/// Steps that hurt are asked for through the same door as anybody's: by the policy, or by people's approval.
/// </summary>
public sealed class DunningRound(
    Transactions transactions, NpgsqlDataSource source, Runner runner, IGateway gateway, Seller seller, DunningDays days, DunningMail mails,
    TimeProvider time)
{
    const int AtOnce = 200;

    // A worker that has begun to ask and is not heard of for that long has died.
    static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    static readonly TimeSpan betweenLifts = TimeSpan.FromHours(1);

    static readonly Actor me = Actor.OpsBot("dunning");

    static readonly Actor proposing = Actor.Proposing("dunning");

    public async Task Round(CancellationToken cancel)
    {
        foreach (var organization in await Paid(cancel)) await LetIn(organization, cancel);
        if (!days.IsOpen) return;
        for (var after = Guid.Empty; ;)
        {
            var due = await Due(after, cancel);
            foreach (var id in due) await Take(InvoiceId.Of(id), cancel);
            if (due.Count < AtOnce) return;
            after = due[^1];
        }
    }

    async Task<IReadOnlyList<Guid>> Due(Guid after, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Guid>(
            """
            select   i.id
            from     invoices i
            left     join dunning_cases c on c.invoice_id = i.id
            where    i.state in ('open', 'overdue') and i.due_on <= @Today and i.id > @after
            -- Who was taken over is asked for nothing before somebody has agreed to what that begins with.
            and      not exists (select from imported_accounts a where a.organization_id = i.organization_id and a.live_at is null)
            and      (c.invoice_id is null
                      or (c.next_on <= @Today and c.excepted_at is null and coalesce(c.held_until <= @Today, true)))
            order by i.id
            limit    @AtOnce
            """, new { seller.Today, after, AtOnce }, cancel);
    }

    async Task Take(InvoiceId id, CancellationToken cancel)
    {
        if (await Begin(id, cancel) is not { } begun) return;
        var (one, rung) = begun;
        var payPage = one.ProviderId is { } theirs && !(await gateway.Invoice(theirs, cancel)).Failed(out var invoice, out _)
            ? invoice.PayPage : null;
        var came = await Ask(one, rung, cancel);
        await transactions.As(me, async work =>
        {
            await work.Lock(Target.Of(id, ""), cancel);
            return await End(work, one, rung, came, payPage, cancel);
        }, cancel);
    }

    /// <summary>Notes that it is taken, so that nobody else takes it; none where there is nothing to do now.</summary>
    Task<(DunningCase, Rung)?> Begin(InvoiceId id, CancellationToken cancel) => transactions.As<(DunningCase, Rung)?>(me, async work =>
    {
        await work.Lock(Target.Of(id, ""), cancel);
        var one = await DunningCase.One(work.Db, id, cancel);
        if (one.Kept(seller.Today) is not null) return null;
        var next = (await Ladder.Current(work.Db, cancel)).Next(one.DueOn!.Value, one.Steps);
        await one.Next(work, next?.On, cancel);
        if (next is not { } found || found.On > seller.Today || (found.Rung.Kind == RungKind.WriteOff && !one.IsCancelled)) return null;
        var isMine = await work.Execute(
            """
            insert into dunning_steps (invoice_id, kind, day, state, on_day, at, detail)
            values (@id, @Kind, @Day, 'asking', @Today, @Now, 'begun')
            on     conflict (invoice_id, kind, day) do update
            set    at = excluded.at
            where  dunning_steps.state = 'asking' and dunning_steps.at <= @Dead
            """, new { id, found.Rung.Kind, found.Rung.Day, seller.Today, work.Now, Dead = work.Now - patience }, cancel);
        return isMine == 1 ? (one, found.Rung) : null;
    }, cancel);

    async Task<string> Ask(DunningCase one, Rung rung, CancellationToken cancel)
    {
        var late = seller.Today.DayNumber - one.DueOn!.Value.DayNumber;
        var because = $"{one.Left} of {one.Called} is not paid, {Several.Of(late, "day", "days")} after it was due";
        return rung.Kind switch
        {
            RungKind.Reminder => "reminded",
            RungKind.Warning => "warned",
            RungKind.Suspension => Came(await runner.Run(new SuspendOrganization(one.Org), me, because, cancel)),
            RungKind.Cancellation when !one.IsCancelled => Came(await runner.Run(
                new CancelSubscription(SubscriptionId.Of(one.SubscriptionId!.Value), CancelWhen.Now), proposing, because, cancel)),
            RungKind.Cancellation => "there is no subscription to cancel",
            RungKind.WriteOff => Came(await runner.Run(new WriteOffInvoice(one.Id), proposing, because, cancel)),
        };
    }

    static string Came(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Waiting => "asked for, and waits for approval",
        OutcomeKind.Done => "done",
        _ => $"not done. {outcome.Reply?.Parts.OfType<Replies.Paragraph>().FirstOrDefault()?.Text.Text}".TrimEnd(),
    };

    async Task<bool> End(Work work, DunningCase one, Rung rung, string came, Uri? payPage, CancellationToken cancel)
    {
        var reader = rung.Kind == RungKind.WriteOff ? null : await BillingContact.Of(work, one.Org, cancel);
        MailId? mail = reader is null ? null : await work.Mail(mails.Of(one, rung, reader, payPage), cancel);
        var detail = rung.Kind == RungKind.WriteOff ? came
            : reader is null ? $"{came}; nobody there has an address" : $"{came}; mailed to {reader.Address}";
        var taken = await work.Execute(
            """
            update dunning_steps
            set    state = 'taken', on_day = @Today, at = @Now, detail = @detail, mail_id = @mail
            where  invoice_id = @Id and kind = @Kind and day = @Day and state = 'asking'
            """, new { one.Id, rung.Kind, rung.Day, seller.Today, work.Now, detail, mail }, cancel);
        if (taken == 0) return false;
        var ladder = await Ladder.Current(work.Db, cancel);
        var after = await DunningCase.One(work.Db, one.Id, cancel);
        await after.Next(work, after.IsUnpaid ? ladder.Next(one.DueOn!.Value, after.Steps)?.On : null, cancel);
        await work.Audit(Execution.Entry(work, "dunning step", AuditOutcome.Done) with
        {
            Target = one.Target, Detail = $"{rung} of {one.Called}, {one.Left}: {detail}.",
        }, cancel);
        await after.Say(work, ladder, seller.Today, cancel);
        return true;
    }

    /// <summary>Shut out by dunning, by nobody else since, and nothing of what was due is left.</summary>
    async Task<IReadOnlyList<OrganizationId>> Paid(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<OrganizationId>(
            """
            select o.id
            from   organizations o
            where  o.state = 'suspended'
            and    o.id in (select c.organization_id
                            from   dunning_cases c
                            join   dunning_steps s on s.invoice_id = c.invoice_id
                            where  s.kind = 'suspension' and s.state = 'taken')
            and    not exists (
                   select from invoices i
                   where  i.organization_id = o.id
                   and    (i.state in ('overdue', 'uncollectible') or (i.state = 'open' and i.due_on < @Today)))
            and    not exists (select from dunning_lifts l where l.organization_id = o.id and l.asked_at > @Lately)
            and    closed_by_dunning(o.id)
            order by o.id
            """, new { seller.Today, Lately = time.GetUtcNow() - betweenLifts }, cancel);
    }

    async Task LetIn(OrganizationId organization, CancellationToken cancel)
    {
        await transactions.As(me, work => work.Execute(
            """
            insert into dunning_lifts (organization_id, asked_at) values (@organization, @Now)
            on     conflict (organization_id) do update
            set    asked_at = excluded.asked_at
            """, new { organization, work.Now }, cancel), cancel);
        await runner.Run(new ResumeOrganization(organization), me, "all that was due is paid", cancel);
    }
}
