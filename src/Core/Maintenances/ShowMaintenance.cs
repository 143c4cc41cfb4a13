using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

public sealed record ShowMaintenance([Arg("which maintenance, by its number")] MaintenanceId Maintenance)
    : IQuestion<ShowMaintenance, MaintenanceShown>
{
    public static Spec Spec { get; } = new("maintenance show", "One maintenance: of what, until when, why, and what failed meanwhile")
    {
        Examples = ["/maintenance show 7"],
    };
}

public sealed record MaintenanceShown(Reply Card) : IAnswer
{
    public Reply Say() => Card with { Audience = Audience.Asker };
}

sealed class ShowMaintenanceHandler : IAnswerQuestion<ShowMaintenance, MaintenanceShown>
{
    public async Task<Result<MaintenanceShown>> Answer(ShowMaintenance question, Work work, CancellationToken cancel)
    {
        var one = await Maintenance.Get(work.Db, question.Maintenance, cancel);
        return new MaintenanceShown(await MaintenanceNews.Card(work, one, cancel));
    }
}
