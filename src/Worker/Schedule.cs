using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Instances.Watching;

namespace OpsBot.Worker;

/// <summary>One duty that comes round again and again; however many workers there are, each round happens once.</summary>
sealed record Duty(string Name, TimeSpan Every, Func<IServiceProvider, CancellationToken, Task> Do);

/// <summary>Every recurring duty of the product, on one page.</summary>
static class Schedule
{
    public static IReadOnlyList<Duty> Duties { get; } =
    [
        // The pump is woken at once by the queue; this catches a wake-up that was lost with its connection.
        new("job queue sweep", TimeSpan.FromMinutes(1), (services, _) => { services.GetRequiredService<JobPump>().Wake(); return Task.CompletedTask; }),
        new("hosts and instances", TimeSpan.FromMinutes(1), (services, cancel) => services.GetRequiredService<HostWatch>().Round(cancel)),
        new("audit checkpoint", TimeSpan.FromHours(1), (services, cancel) => services.GetRequiredService<Checkpoints>().Write(cancel)),
        new("hours of strangers", TimeSpan.FromMinutes(5), (services, cancel) => services.GetRequiredService<StrangerRows>().Close(cancel)),
        new("approval reminders and expiry", TimeSpan.FromSeconds(15), (services, cancel) => services.GetRequiredService<ApprovalClock>().Tick(cancel)),
        new("retention", TimeSpan.FromHours(6), (services, cancel) => services.GetRequiredService<Retention>().Clear(cancel)),
    ];
}
