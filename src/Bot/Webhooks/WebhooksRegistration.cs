using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Alerts;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Webhooks;

static class WebhooksRegistration
{
    public static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebhooksOptions>().Bind(configuration.GetSection(AlertsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhooksOptions>, SettingsCheck<WebhooksOptions>>();
        services.AddHttpClient(nameof(WebhookCall), http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5),
                MaxResponseHeadersLength = 16, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectCallback = (context, cancel) =>
                    Connect(provider.GetRequiredService<IOptions<WebhooksOptions>>().Value, context.DnsEndPoint, cancel),
            });
        services.AddSingleton<WebhookCall>();
        services.AddSingleton<IMessenger, WebhookMessenger>();
    }

    // Looked at where it is connected to, so that a name which means another address by then reaches nothing either.
    static async ValueTask<Stream> Connect(WebhooksOptions options, DnsEndPoint there, CancellationToken cancel)
    {
        var allowed = (await Dns.GetHostAddressesAsync(there.Host, cancel)).Where(options.MayReach).ToArray();
        if (allowed.Length == 0) throw new HttpRequestException($"{there.Host} is no address that a webhook may have.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, there.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
