using Coravel;
using OpsBot.Core.Overview;

namespace OpsBot.Worker;

/// <summary>Adds the worker to any host: its own program, or the sandbox.</summary>
public static class Registration
{
    public static IServiceCollection AddWorker(this IServiceCollection services)
    {
        services.AddSingleton<JobPump>();
        services.AddHostedService(provider => provider.GetRequiredService<JobPump>());
        services.AddHostedService<RoutePump>();
        services.AddScheduler();
        services.AddSingleton<DutyRuns>();
        services.AddSingleton(Schedule.Duties);
        services.AddHostedService<DutyRounds>();
        return services.AddPresence(ProgramKind.Worker, Schedule.Duties.Select(duty => duty.Name));
    }
}
