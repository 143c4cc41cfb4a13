using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

public sealed record StartMaintenance(
    [Arg("a server, a host, a region or an organization", MaxLength = 120, Words = typeof(MaintainableWords))] string Thing,
    [Arg("how long, 8h at most", Named = true)] TimeSpan For,
    [Arg("from when, in UTC unless it says otherwise: 2026-12-01T22:00; left out, from now", Named = true)] DateTimeOffset? At = null)
    : ICommand<StartMaintenance, MaintenanceStarted>
{
    public static Spec Spec { get; } = new("maintenance start", "Keep something quiet for a while: nobody is called, nothing is rebooted")
    {
        Guard = Guard.Reason, Verb = "Start maintenance",
        Examples =
        [
            "/maintenance start acme for:2h reason:\"new kernel\"",
            "/maintenance start nbg1 for:1h at:2026-12-01T22:00 reason:\"the provider works on its network\"",
        ],
    };
}

public sealed record MaintenanceStarted(Maintenance One, DateTimeOffset Now) : IAnswer
{
    public Reply Say() => MaintenanceCard.Of(One, Now) with { Audience = Audience.Asker };
}

sealed class StartMaintenanceHandler(MaintenanceNews news) : IHandle<StartMaintenance, MaintenanceStarted>
{
    static readonly TimeSpan furthest = TimeSpan.FromDays(60), shortest = TimeSpan.FromMinutes(1);

    public Task<IReadOnlyList<Target>> Locks(StartMaintenance command, Work work, CancellationToken cancel) => Maintenance.Locks;

    public async Task<Result<Plan>> Plan(StartMaintenance command, Work work, CancellationToken cancel)
    {
        if ((await Thing(command, work, cancel)).Failed(out var thing, out var refusal)) return refusal;
        var when = command.At is { } at ? $"from {new At(at).Text} on, " : "";
        var servers = await work.Servers(thing.TargetId, thing.Region, cancel);
        return new Plan(thing.Target, $"Keep {thing.Name} quiet {when}for {command.For.InWords()}")
        {
            Changes = [new("Calls and reboots", "as ever", $"none, {when}for {command.For.InWords()}")],
            Affects = new(Impact.Wait, $"{Several.Of(servers, "server", "servers")}: nobody is called about what fails there, and nothing "
                + "of it is rebooted by OpsBot. It is measured all the same."),
            Undo = Undo.ByHand("End it early with /maintenance end."),
        };
    }

    public async Task<Result<MaintenanceStarted>> Handle(StartMaintenance command, Work work, CancellationToken cancel)
    {
        if ((await Thing(command, work, cancel)).Failed(out var thing, out var refusal)) return refusal;
        var time = Time(command, work.Now);
        var id = MaintenanceId.Of(Guid.CreateVersion7(work.Now));
        await work.Execute(
            """
            insert into maintenances (id, scope, target_id, region, target_name, reason, starts_at, ends_at, set_by, set_at)
            values (@id, @Scope, @TargetId, @Region, @Name, @Reason, @From, @Until, @By, @Now)
            """,
            new
            {
                id, thing.Scope, thing.TargetId, thing.Region, thing.Name, Reason = work.Reason ?? "", time.From, time.Until,
                By = work.AskerId?.Value, work.Now,
            }, cancel);
        await news.Tell(work, id, cancel);
        return new MaintenanceStarted(await Maintenance.Get(work.Db, id, cancel), work.Now);
    }

    static Quiet Time(StartMaintenance command, DateTimeOffset now)
    {
        var from = command.At ?? now;
        return new(from, from + command.For);
    }

    static async Task<Result<Maintainable>> Thing(StartMaintenance command, Work work, CancellationToken cancel)
    {
        if (command.For < shortest || command.For > QuietTime.AtOnce)
            return new Refusal($"A maintenance is of {QuietTime.AtOnce.TotalHours:0} h at most, and it can be extended: for:2h.");
        if (command.At < work.Now) return new Refusal($"{new At(command.At.Value).Text} is over. Leave `at` out to start it now.");
        if (command.At > work.Now + furthest) return new Refusal("That is more than 60 days away.");
        var read = await Maintainable.Named(work.Db, command.Thing, typed => Lines.LineOf(command with { Thing = typed }), cancel);
        if (read.Failed(out var thing, out var refusal)) return refusal;
        var time = Time(command, work.Now);
        if (await Bounds.Same(work, thing, time, cancel) is { } same)
            return new Refusal($"{thing.Name} is in maintenance #{same} at that time. Extend that one.")
            {
                WaysOn = [new("Extend", $"/maintenance extend {same}"), new("Maintenances", "/maintenance list")],
            };
        return await Bounds.Exceeded(work, thing.TargetId, thing.Region, thing.Name, time, null, cancel) is { } no ? no : thing;
    }
}
