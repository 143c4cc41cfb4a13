using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Intake;

namespace OpsBot.Bot.Slack;

/// <summary>Adds Slack to the bot.</summary>
static class SlackRegistration
{
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SlackOptions>().Bind(configuration.GetSection(SlackOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SlackOptions>, SlackOptionsCheck>();
        services.AddSlackApi();
        services.AddSingleton(provider => new SlackSignature(provider.GetRequiredService<IOptions<SlackOptions>>().Value.SigningSecret,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SlackIntake>();
        services.AddSingleton<SlackFiles>();
        services.AddSingleton<ChannelPosts>();
        services.AddSingleton<LinkAnswers>();
        services.AddSingleton<Dialogs>();
        services.AddSingleton<Homes>();
        services.AddSingleton<IInboxSource, SlackSource>();
        services.AddSingleton<IMessenger, SlackMessenger>();
        services.AddHostedService<SocketMode>();
        services.AddSingleton<SlackCheckup>();
        services.AddSingleton<IAuditChannel, SlackAuditChannel>();
        return services;
    }

    /// <summary>The client alone; the doctor needs no more.</summary>
    public static IServiceCollection AddSlackApi(this IServiceCollection services)
    {
        // Polly keeps the time; the factory's logging would write reply links, which are secrets, into the log.
        services.AddHttpClient(nameof(SlackWire), http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton(provider => new SlackWire(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(SlackWire)), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SlackWire>>()));
        services.AddSingleton<SlackApi>();
        return services;
    }
}
