using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Core.Billing.Events;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Stripe;

public static class StripeRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Customers pay through Stripe: the one <see cref="IGateway"/>, its options checked at start.</summary>
        public IServiceCollection AddStripe()
        {
            services.AddOptions<StripeOptions>()
                .Configure<IServiceProvider>((stripe, provider) => provider.GetService<IConfiguration>()?.GetSection("Stripe").Bind(stripe))
                .ValidateOnStart();
            services.AddSingleton<IValidateOptions<StripeOptions>, SettingsCheck<StripeOptions>>();
            services.AddTransient(provider => ActivatorUtilities.CreateInstance<StripeRetries>(
                provider, provider.GetRequiredService<IOptions<StripeOptions>>().Value));
            // The handler keeps the time; the factory's logging would write whom a call is about into the log.
            services.AddHttpClient(StripeClients.HttpName, http => http.Timeout = Timeout.InfiniteTimeSpan)
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
                .AddHttpMessageHandler<StripeRetries>()
                .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
                .RemoveAllLoggers();
            services.AddSingleton<StripeClients>();
            services.AddSingleton<StripeCheckup>();
            services.AddSingleton<StripeSignature>();
            services.AddSingleton<GatewayNews>();
            services.AddSingleton<EventCatchUp>();
            return services.AddSingleton<IGateway, StripeGateway>();
        }
    }
}
