using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

public sealed record EndMaintenance([Arg("which maintenance, by its number")] MaintenanceId Maintenance)
    : ICommand<EndMaintenance, MaintenanceEnded>
{
    public static Spec Spec { get; } = new("maintenance end", "End a maintenance now, or take a planned one back")
    {
        Verb = "End maintenance", Examples = ["/maintenance end 7"],
    };
}

public sealed record MaintenanceEnded(Maintenance One, DateTimeOffset Now) : IAnswer
{
    public Reply Say() => new(One.IsCancelled ? $"Maintenance #{One.Number} was taken back" : $"Maintenance #{One.Number} is over")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"{One.TargetName} is heard again: what still fails calls from now on.")],
        Buttons = [new Button("Maintenances", "/maintenance list")],
    };
}

sealed class EndMaintenanceHandler(MaintenanceNews news) : IHandle<EndMaintenance, MaintenanceEnded>
{
    public Task<IReadOnlyList<Target>> Locks(EndMaintenance command, Work work, CancellationToken cancel) => Maintenance.Locks;

    public async Task<Result<Plan>> Plan(EndMaintenance command, Work work, CancellationToken cancel)
    {
        var one = await Maintenance.Get(work.Db, command.Maintenance, cancel);
        return one.IsOver(work.Now) is { } no ? no : new Plan(one.Target, $"End the maintenance of {one.TargetName}")
        {
            Changes = [new("Quiet until", new At(one.EndsAt).Text, "now")],
            Affects = new(Impact.Told, "What still fails then calls whoever is on duty."),
            Undo = Undo.ByHand("Start another with /maintenance start."),
        };
    }

    public async Task<Result<MaintenanceEnded>> Handle(EndMaintenance command, Work work, CancellationToken cancel)
    {
        var ended = await work.Execute(
            "update maintenances set ended_at = @Now where id = @Maintenance and ended_at is null and ends_at > @Now",
            new { command.Maintenance, work.Now }, cancel);
        if (ended == 0) return (await Maintenance.Get(work.Db, command.Maintenance, cancel)).IsOver(work.Now)!;
        await news.Tell(work, command.Maintenance, cancel);
        return new MaintenanceEnded(await Maintenance.Get(work.Db, command.Maintenance, cancel), work.Now);
    }
}
