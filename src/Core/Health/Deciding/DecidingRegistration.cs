using Microsoft.Extensions.DependencyInjection;

namespace OpsBot.Core.Health;

static class DecidingRegistration
{
    /// <summary>What is made of how servers are.</summary>
    public static void AddHealthIncidents(this IServiceCollection services)
    {
        services.AddSingleton<SharedIncidents>();
        services.AddSingleton<AutoReboots>();
        services.AddSingleton<Remedies>();
        services.AddSingleton<HealthIncidents>();
    }
}
