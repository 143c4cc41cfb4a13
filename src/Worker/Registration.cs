using Coravel;
using Microsoft.Extensions.Options;
using OpsBot.Core.Health;
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
        services.AddHostedService<MailPump>();
        services.AddScheduler();
        services.AddSingleton<DutyRuns>();
        services.AddSingleton(services => Schedule.Duties(services.GetRequiredService<IOptions<HealthOptions>>().Value));
        services.AddHostedService<DutyRounds>();
        return services.AddPresence(ProgramKind.Worker, Schedule.Duties(new()).Select(duty => duty.Name));
    }
}
