namespace OpsBot.Bot.Slack;

/// <summary>Adds the client alone; the doctor needs no more.</summary>
static class SlackApiRegistration
{
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
