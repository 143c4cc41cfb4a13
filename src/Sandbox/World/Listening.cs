using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace OpsBot.Sandbox;

static class Listening
{
    extension(IEndpointRouteBuilder endpoints)
    {
        /// <summary>Tells a stand-in where it is reached, once its server listens.</summary>
        internal void OnceListening(Action<Uri> heard)
        {
            var services = endpoints.ServiceProvider;
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() =>
            {
                var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
                if (addresses?.FirstOrDefault() is { } address) heard(new Uri(address));
            });
        }
    }
}
