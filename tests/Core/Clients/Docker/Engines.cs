using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Docker;

namespace OpsBot.Tests.Core.Clients.Docker;

/// <summary>The product's runtime, registered as the product does, and pretend engines over real HTTP for it to talk to.</summary>
public abstract class Engines : IAsyncLifetime
{
    protected const string Host = "eu-1";

    ServiceProvider? services;
    DockerStandIn? standIn;

    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("opsbot-docker-");

    protected DockerWorld World { get; } = new(TimeProvider.System) { StartTakes = TimeSpan.Zero, StopTakes = TimeSpan.Zero };

    protected PretendHost Engine => World.Host(Host);

    protected IRuntime Runtime => services!.GetRequiredService<IRuntime>();

    protected string Address => standIn!.AddressOf(Host);

    protected DockerStandIn StandIn => standIn!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected virtual Dictionary<string, string?> Settings => [];

    public async ValueTask InitializeAsync()
    {
        services = RuntimeWith(Settings);
        World.Host(Host);
        standIn = await DockerStandIn.Start(World, "http://127.0.0.1:0", Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await services!.DisposeAsync();
        await standIn!.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    protected ServiceProvider RuntimeWith(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Backups:Folder"] = Path.Combine(Folder.FullName, "backups") })
            .AddInMemoryCollection(settings).Build())
        .AddLogging()
        .AddDockerRuntime()
        .BuildServiceProvider();

    protected PretendContainer Given(string slug, PretendStart state) => Engine.Add(new PretendInstance(slug, Host, state));

    protected RuntimeTarget At(string slug) => new(Address, slug);

    protected static RuntimeFault Fault<T>(Result<T, RuntimeFault> answer)
    {
        Assert.True(answer.Failed(out _, out var fault), "It did not fail.");
        return fault;
    }
}
