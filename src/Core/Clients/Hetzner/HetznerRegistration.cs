using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

public static class HetznerRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Servers are rented from Hetzner: the one <see cref="IProvider"/>, its options checked at start.</summary>
        public IServiceCollection AddHetzner()
        {
            services.AddOptions<HetznerOptions>().BindConfiguration("Hetzner").ValidateOnStart();
            services.AddSingleton<IValidateOptions<HetznerOptions>, SettingsCheck<HetznerOptions>>();
            services.AddSingleton<ProviderBudget>();
            services.AddSingleton<HetznerClient>();
            return services.AddSingleton<IProvider, HetznerProvider>();
        }
    }
}
