using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Chat;

/// <summary>Registers what every chat platform shares; each platform then adds itself as an IChatPlatform.</summary>
public static class Chats
{
    public static IServiceCollection AddChats(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Inbox").Get<InboxLimits>() ?? new());
        services.AddSingleton(configuration.GetSection("Delivery").Get<DeliveryLimits>() ?? new());
        services.AddSingleton<Inbox>();
        services.AddSingleton<InboxClaims>();
        services.AddSingleton<RunRequest>(services => services.GetRequiredService<Runner>().Run);
        services.AddSingleton<ChooseLane>(services => services.GetRequiredService<Looks>().LaneOf);
        services.AddSingleton<Working>();
        services.AddSingleton<GivenUp>();
        services.AddSingleton<Doorkeeping>();
        services.AddSingleton<FormCheck>();
        services.AddSingleton<Suggestions>();
        services.AddSingleton<Deliveries>();
        // They stop in the opposite order: what was answered last is still delivered.
        services.AddHostedService<OutboxListener>();
        services.AddHostedService<Delivery>();
        services.AddHostedService<InboxPump>();
        services.AddHostedService<WarmUp>();
        services.AddSingleton<AuditWitness>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditWitness>());
        return services;
    }
}
