using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Node;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Orphans;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

static class ServersRegistration
{
    /// <summary>What servers are made of, what only they and OpsBot know, and how they are asked; checked at start.</summary>
    public static void AddServers(this IServiceCollection services)
    {
        services.AddOptions<ServersOptions>().BindConfiguration(ServersOptions.Section).ValidateOnStart();
        services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section).ValidateOnStart()
            // Of no use where no servers are rented, and asked for as soon as they are.
            .Configure<IConfiguration>((secrets, settings) => secrets.IsNeeded = settings["Hetzner:Token"] is { Length: > 0 });
        services.AddSingleton<IValidateOptions<ServersOptions>, SettingsCheck<ServersOptions>>();
        services.AddSingleton<IValidateOptions<SecretsOptions>, SettingsCheck<SecretsOptions>>();
        services.AddSingleton<SecretKeys>();
        services.AddSingleton<SecretVault>();
        services.AddSingleton<UserData>();
        services.AddSingleton<ServerNodes>();
        services.AddSingleton<NodeReports>();
        services.AddSingleton<ServiceTest>();
        services.AddSingleton<SecretRotation>();
        services.AddSingleton<ServerOrders>();
        services.AddSingleton<ServerOrdering>();
        services.AddSingleton<BringUp>();
        services.AddSingleton<SelfUpdates>();
        services.AddSingleton<Rebooting>();
        services.AddSingleton<ServerTypeWords>();
        services.AddSingleton<OrphanWatch>();
        services.AddNodes();
    }
}
