using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

public sealed record ExtendMaintenance(
    [Arg("which maintenance, by its number")] MaintenanceId Maintenance,
    [Arg("by how much longer, 8h at most", Named = true)] TimeSpan By) : ICommand<ExtendMaintenance, MaintenanceExtended>
{
    public static Spec Spec { get; } = new("maintenance extend", "Let a maintenance go on for longer: 24 h in a row at most")
    {
        Guard = Guard.Reason, Verb = "Extend", Examples = ["/maintenance extend 7 by:1h reason:\"the disk is still being copied\""],
    };
}

public sealed record MaintenanceExtended(Maintenance One, DateTimeOffset Now) : IAnswer
{
    public Reply Say() => MaintenanceCard.Of(One, Now) with { Audience = Audience.Asker };
}

sealed class ExtendMaintenanceHandler(MaintenanceNews news) : IHandle<ExtendMaintenance, MaintenanceExtended>
{
    public Task<IReadOnlyList<Target>> Locks(ExtendMaintenance command, Work work, CancellationToken cancel) => Maintenance.Locks;

    public async Task<Result<Plan>> Plan(ExtendMaintenance command, Work work, CancellationToken cancel)
    {
        var one = await Maintenance.Get(work.Db, command.Maintenance, cancel);
        return await MayNot(command, one, work, cancel) is { } no ? no
            : new Plan(one.Target, $"Keep {one.TargetName} quiet for {command.By.InWords()} longer")
            {
                Changes = [new("Quiet until", new At(one.EndsAt).Text, new At(one.EndsAt + command.By).Text)],
                Undo = Undo.By("End it early with", $"/maintenance end {one.Number}"),
            };
    }

    public async Task<Result<MaintenanceExtended>> Handle(ExtendMaintenance command, Work work, CancellationToken cancel)
    {
        var one = await Maintenance.Get(work.Db, command.Maintenance, cancel);
        if (await MayNot(command, one, work, cancel) is { } no) return no;
        await work.Execute("update maintenances set ends_at = ends_at + @By where id = @Maintenance and ended_at is null", command, cancel);
        await news.Tell(work, command.Maintenance, cancel);
        return new MaintenanceExtended(await Maintenance.Get(work.Db, command.Maintenance, cancel), work.Now);
    }

    static async Task<Refusal?> MayNot(ExtendMaintenance command, Maintenance one, Work work, CancellationToken cancel) =>
        one.IsOver(work.Now) is { } over ? over
        : command.By <= TimeSpan.Zero || command.By > QuietTime.AtOnce
            ? new($"It is extended by {QuietTime.AtOnce.TotalHours:0} h at most: by:1h.")
        : await Bounds.Exceeded(work, one.TargetId, one.Region, one.TargetName, new(one.StartsAt, one.EndsAt + command.By), one.Id, cancel);
}
