using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Engine;

/// <summary>What the product relies on. One list for the real engine and for the sandbox's, so that the two cannot drift apart.</summary>
public abstract class TheSameOnEveryEngine(AnEngine engine) : IAsyncLifetime
{
    protected static readonly TimeSpan Grace = TimeSpan.FromSeconds(1), LongGrace = TimeSpan.FromSeconds(60);

    IContainerHost? host;
    ServiceProvider services = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected IRuntime Runtime => services.GetRequiredService<IRuntime>();

    internal IContainerHost Host => host!;

    DirectoryInfo backups = null!;

    /// <summary>A slug for this test alone.</summary>
    protected string Name(string word) => engine.Name(word);

    public async ValueTask InitializeAsync()
    {
        host = await engine.Open();
        backups = Directory.CreateTempSubdirectory("opsbot-backups-");
        services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Backups:Folder"] = backups.FullName }).Build())
            .AddLogging()
            .AddDockerRuntime()
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        // Nothing is there where the test was skipped.
        if (host is null) return;
        backups.Delete(recursive: true);
        await services.DisposeAsync();
        await host.DisposeAsync();
    }

    protected RuntimeTarget At(string slug) => new(Host.Address, slug);

    internal async Task<(string Slug, string Id)> Given(string word, Func<GivenContainer, GivenContainer>? with = null)
    {
        var given = new GivenContainer(Name(word));
        return (given.Slug, await Host.Put(with?.Invoke(given) ?? given));
    }

    protected async Task<RuntimeState> State(string slug) => (await Runtime.State(At(slug), Cancel)).Value;

    protected static RuntimeFault Fault<T>(Result<T, RuntimeFault> answer)
    {
        Assert.True(answer.Failed(out _, out var fault), "It did not fail.");
        return fault;
    }

    protected static async Task<IReadOnlyDictionary<string, string>> Read(StoredBackup backup)
    {
        var files = new Dictionary<string, string>();
        await using var zipped = new GZipStream(File.OpenRead(backup.Path), CompressionMode.Decompress);
        await using var tar = new TarReader(zipped);
        while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
            if (entry is { EntryType: TarEntryType.RegularFile, DataStream: { } content })
                files[entry.Name] = await new StreamReader(content).ReadToEndAsync(Cancel);
        return files;
    }
}
