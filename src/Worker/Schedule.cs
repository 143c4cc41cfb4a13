using Coravel.Scheduling.Schedule.Interfaces;
using OpsBot.Core.Alerts;
using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing.Credits;
using OpsBot.Core.Billing.Dunning;
using OpsBot.Core.Billing.Events;
using OpsBot.Core.Billing.Figures;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Database;
using OpsBot.Core.Health;
using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Ledger;
using OpsBot.Core.Mails;
using OpsBot.Core.Maintenances;
using OpsBot.Core.OnCall;
using OpsBot.Core.Organizations;
using OpsBot.Core.Overview;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Orphans;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;

namespace OpsBot.Worker;

/// <summary>One duty that comes round again and again; however many workers there are, each round happens once.</summary>
sealed record Duty(string Name, TimeSpan Every, Func<IServiceProvider, CancellationToken, Task> Do)
{
    /// <summary>The round that is due then: its begin on a grid that is the same for all workers, in UTC.</summary>
    public DateTimeOffset SlotAt(DateTimeOffset now) => new(now.UtcTicks - now.UtcTicks % Every.Ticks, TimeSpan.Zero);
}

/// <summary>Every recurring duty of the product, on one page.</summary>
static class Schedule
{
    public static IReadOnlyList<Duty> Duties(HealthOptions health) =>
    [
        // The pump is woken at once by the queue; this catches a wake-up that was lost with its connection.
        new("job queue sweep", TimeSpan.FromMinutes(1), (services, _) => Wake(services)),
        new("hosts and instances", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<HostWatch>().Round(cancel)),
        new("health of servers", health.Every, (services, cancel) => services.GetRequiredService<HealthRound>().Round(cancel)),
        // A worker hears of a change at once; this is for what it missed, and for a proxy that somebody restarted or edited.
        new("routes of the proxy", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<RouteKeeper>().Round(cancel)),
        new("proposals to retry", TimeSpan.FromMinutes(5),
            (services, cancel) => services.GetRequiredService<RetryProposals>().Round(cancel)),
        new("server types and prices", TimeSpan.FromHours(1),
            (services, cancel) => services.GetRequiredService<CatalogueReading>().Round(cancel)),
        new("orphans and missing servers", TimeSpan.FromHours(1),
            (services, cancel) => services.GetRequiredService<OrphanWatch>().Round(cancel)),
        new("ends of periods", TimeSpan.FromMinutes(15), (services, cancel) => services.GetRequiredService<EndOfPeriods>().Round(cancel)),
        new("secrets under the newest key", TimeSpan.FromHours(1),
            (services, cancel) => services.GetRequiredService<SecretVault>().SealAnew(cancel)),
        new("servers that did not come up", TimeSpan.FromMinutes(1),
            (services, cancel) => services.GetRequiredService<CleanUps>().Round(cancel)),
        new("what cancelled organizations cost", TimeSpan.FromDays(7),
            (services, cancel) => services.GetRequiredService<CancelledCosts>().Round(cancel)),
        new("ends of snapshots", TimeSpan.FromHours(1),
            (services, cancel) => services.GetRequiredService<ExpiredSnapshots>().Round(cancel)),
        new("subscriptions whose day has come", TimeSpan.FromMinutes(15),
            (services, cancel) => services.GetRequiredService<SubscriptionClock>().Round(cancel)),
        new("tiers of plans that were changed", TimeSpan.FromMinutes(5),
            (services, cancel) => services.GetRequiredService<TiersAfterPlans>().Round(cancel)),
        // Its day is the seller's, which begins at another hour than the one of UTC; and a draft is opened within the hour of its time.
        new("invoices", TimeSpan.FromHours(1), (services, cancel) => services.GetRequiredService<InvoiceRun>().Round(cancel)),
        // Whoever has paid is let in within the minute; a step is taken on its day.
        new("unpaid invoices", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<DunningRound>().Round(cancel)),
        new("ends of credit", TimeSpan.FromHours(1), (services, cancel) => services.GetRequiredService<ExpiredCredits>().Round(cancel)),
        new("earned revenue", TimeSpan.FromHours(1), (services, cancel) => services.GetRequiredService<Earnings>().Round(cancel)),
        new("marks of the ledger", TimeSpan.FromDays(1), (services, cancel) => services.GetRequiredService<LedgerMarks>().Round(cancel)),
        new("figures of the business", FiguresBook.Every, (services, cancel) => services.GetRequiredService<FiguresBook>().Round(cancel)),
        // Their list is read once an hour; what waits is taken up when it is due.
        new("events of the payment provider", TimeSpan.FromMinutes(1),
            (services, cancel) => services.GetRequiredService<EventCatchUp>().Round(cancel)),
        // A worker hears of a new one at once; this is for those that are tried again.
        new("mails", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<MailRound>().Round(cancel)),
        new("audit checkpoint", TimeSpan.FromHours(1), (services, cancel) => services.GetRequiredService<Checkpoints>().Write(cancel)),
        new("hours of strangers", TimeSpan.FromMinutes(5), (services, cancel) => services.GetRequiredService<StrangerRows>().Close(cancel)),
        new("what stands wrong", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<Troubles>().Round(cancel)),
        new("ends of snoozes", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<AlertClock>().Round(cancel)),
        new("calls about alerts", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<Calls>().Due(cancel)),
        new("begins and ends of maintenances", TimeSpan.FromMinutes(1),
            (services, cancel) => services.GetRequiredService<MaintenanceClock>().Round(cancel)),
        new("handovers", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<Handovers>().Round(cancel)),
        new("approval reminders and expiry", TimeSpan.FromSeconds(15),
            (services, cancel) => services.GetRequiredService<ApprovalClock>().Tick(cancel)),
        new("digest", TimeSpan.FromMinutes(5), (services, cancel) => services.GetRequiredService<Digests>().Round(cancel)),
        new("retention", TimeSpan.FromHours(6), (services, cancel) => services.GetRequiredService<Retention>().Clear(cancel)),
    ];

    static Task Wake(IServiceProvider services)
    {
        services.GetRequiredService<JobPump>().Wake();
        return Task.CompletedTask;
    }

    /// <summary>Has each duty begun whenever its slot begins. Side by side: one that is slow to begin makes no other late.</summary>
    public static void Announce(this IScheduler scheduler, IReadOnlyList<Duty> duties, Func<Duty, Task> begin)
    {
        foreach (var duty in duties)
        {
            scheduler.OnWorker(duty.Name);
            On(scheduler.ScheduleAsync(() => begin(duty)), duty.Every);
        }
    }

    // Only what divides the next larger unit comes round on the same grid for ever.
    static void On(IScheduleInterval interval, TimeSpan every)
    {
        var (minute, hour, day) = (TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        if (every < minute && Divides(every, minute, TimeSpan.FromSeconds(1))) interval.EverySeconds((int)every.TotalSeconds);
        else if (every < hour && Divides(every, hour, minute)) interval.Cron($"{Step(every, minute)} * * * *");
        else if (every < day && Divides(every, day, hour)) interval.Cron($"0 {Step(every, hour)} * * *");
        else if (every == day) interval.Daily();
        // The grid of weeks begins with a Monday.
        else if (every == 7 * day) interval.Cron("0 0 * * 1");
        else throw new ArgumentException($"A duty comes round in a whole part of a minute, an hour or a day, or once a week, not in {every}.",
            nameof(every));
    }

    static bool Divides(TimeSpan every, TimeSpan whole, TimeSpan unit) =>
        every >= unit && every.Ticks % unit.Ticks == 0 && whole.Ticks % every.Ticks == 0;

    static string Step(TimeSpan every, TimeSpan unit) => every == unit ? "*" : $"*/{every.Ticks / unit.Ticks}";
}
