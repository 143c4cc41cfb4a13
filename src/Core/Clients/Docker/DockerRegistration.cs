using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Instances.Runtime;

namespace OpsBot.Core.Clients.Docker;

public static class DockerRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Instances run as Docker containers: the one <see cref="IRuntime"/>, its options checked at start.</summary>
        public IServiceCollection AddDockerRuntime()
        {
            services.AddOptions<DockerOptions>().BindConfiguration("Docker").ValidateOnStart();
            services.AddOptions<BackupOptions>().BindConfiguration("Backups").ValidateOnStart();
            services.AddSingleton<IValidateOptions<DockerOptions>, DockerOptionsCheck>();
            services.AddSingleton<IValidateOptions<BackupOptions>, BackupOptionsCheck>();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<BackupStore>();
            services.AddSingleton<DockerHosts>();
            services.AddSingleton<DockerBackups>();
            return services.AddSingleton<IRuntime, DockerRuntime>();
        }
    }
}
