using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Discord;

/// <summary>Adds the gateway, to which any number of bots keep one connection between them.</summary>
static class GatewayRegistration
{
    public static IServiceCollection AddDiscordGateway(this IServiceCollection services)
    {
        services.AddSingleton<Interactions>();
        services.AddSingleton<GatewayLine>();
        // These limits are this lease's own, whatever other leases there come to be.
        services.AddSingleton(provider =>
            new Lease(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<DiscordOptions>>().Value.Lease, GatewayDuty.LeaseName));
        services.AddSingleton<GatewayDuty>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayDuty>());
        return services;
    }
}
