using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Node;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

static class HealthRegistration
{
    /// <summary>How servers are looked at; its settings are checked at start.</summary>
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddOptions<HealthOptions>().BindConfiguration(HealthOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HealthOptions>, SettingsCheck<HealthOptions>>();
        services.TryAddSingleton(new ProbeLimits());
        services.AddSingleton<ProbeClient>();
        services.AddSingleton<ProbedServers>();
        services.AddSingleton<Probes>();
        services.AddSingleton<ControlProbes>();
        services.AddSingleton<HealthBook>();
        services.AddSingleton<HealthRound>();
    }
}
