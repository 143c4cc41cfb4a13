using System.Reflection;
using Microsoft.Extensions.Options;

namespace OpsBot.Bot.Discord;

/// <summary>Adds the client alone; the doctor needs no more.</summary>
static class DiscordApiRegistration
{
    public static IServiceCollection AddDiscordApi(this IServiceCollection services)
    {
        // Polly keeps the time; the factory's logging would write interactions' tokens, which stand in addresses, into the log.
        services.AddHttpClient(nameof(DiscordWire), (provider, http) =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent",
                    UserAgent(provider.GetRequiredService<IOptions<DiscordOptions>>().Value));
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton(provider => new DiscordWire(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(DiscordWire)),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DiscordWire>>()));
        services.AddSingleton<DiscordApi>();
        return services;
    }

    // Discord turns away whoever does not say this; the address leads to the application that called.
    static string UserAgent(DiscordOptions options) =>
        $"DiscordBot (https://discord.com/developers/applications/{options.ApplicationId}, {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)})";
}
