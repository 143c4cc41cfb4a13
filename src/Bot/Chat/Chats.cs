using OpsBot.Bot.Intake;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Chat;

/// <summary>
/// Registers the inbox's pump and what every chat platform shares. Each platform then adds itself as an IInboxSource and an IMessenger;
/// what only reports something, a payment provider, is a source alone.
/// </summary>
public static class Chats
{
    public static IServiceCollection AddChats(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Inbox").Get<InboxLimits>() ?? new());
        services.AddSingleton(configuration.GetSection("Delivery").Get<DeliveryLimits>() ?? new());
        services.AddSingleton<Inbox>();
        services.AddSingleton<InboxClaims>();
        services.AddSingleton<ChatRequests>();
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
