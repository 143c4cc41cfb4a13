using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Images;

/// <summary>One service of docker-compose.yml, started by hand as compose would start it, on a real engine.</summary>
sealed class ServiceContainer : IAsyncDisposable
{
    readonly HttpClient engine;
    readonly string id;

    ServiceContainer(HttpClient engine, string id) => (this.engine, this.id) = (engine, id);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>With the folder of sockets mounted that is its way to everything else.</summary>
    public static async Task<ServiceContainer> Start(
        HttpClient engine, string service, string network, string sockets, IReadOnlyDictionary<string, string> settings)
    {
        var part = ComposeFile.Services[service];
        var isUnchecked = part.GetValueOrDefault("healthcheck") is Dictionary<object, object> check &&
            check.GetValueOrDefault("disable") is "true";
        var created = await Post(engine, "containers/create", new JsonObject
        {
            ["Image"] = (string)part["image"],
            ["Cmd"] = part.ContainsKey("command") ? Strings(ComposeFile.List(part, "command")) : null,
            ["Env"] = Strings(settings.Select(one => $"{one.Key}={one.Value}")),
            ["Healthcheck"] = isUnchecked ? new JsonObject { ["Test"] = new JsonArray("NONE") } : null,
            ["HostConfig"] = new JsonObject
            {
                ["NetworkMode"] = network,
                ["ReadonlyRootfs"] = part.GetValueOrDefault("read_only") is "true",
                ["Tmpfs"] = new JsonObject([.. ComposeFile.List(part, "tmpfs").Select(one => KeyValuePair.Create(one, (JsonNode?)""))]),
                ["CapDrop"] = Strings(ComposeFile.List(part, "cap_drop")),
                ["SecurityOpt"] = Strings(ComposeFile.List(part, "security_opt")),
                ["Binds"] = Strings([.. ComposeFile.List(part, "volumes").Where(one => !one.StartsWith('.')), $"{sockets}:/sockets"]),
            },
        });
        var container = new ServiceContainer(engine, created!["Id"]!.GetValue<string>());
        await container.Start();
        return container;
    }

    public Task Start() => Post(engine, $"containers/{id}/start", null);

    /// <summary>As `docker compose stop`: asks, and kills after the grace.</summary>
    public async Task<TimeSpan> Stop()
    {
        var began = TimeProvider.System.GetTimestamp();
        await Post(engine, $"containers/{id}/stop?t=60", null);
        return TimeProvider.System.GetElapsedTime(began);
    }

    public async Task<JsonNode> State() => (await Inspect())["State"]!;

    public Task IsHealthy() => Eventually.Equal("healthy", async () =>
    {
        var state = await State();
        return state["Running"]!.GetValue<bool>() ? state["Health"]!["Status"]!.GetValue<string>() : $"ended: {await Log()}";
    });

    /// <summary>What a one-shot service came to.</summary>
    public async Task<int> Ends()
    {
        await Eventually.True(async () => !(await State())["Running"]!.GetValue<bool>());
        return (await State())["ExitCode"]!.GetValue<int>();
    }

    /// <summary>Its first process as the machine sees it: "Uid: 1654 …", "CapEff: 0…".</summary>
    public async Task<IReadOnlyDictionary<string, string>> Process() =>
        (await Proc("status")).Select(line => line.Split(':', 2)).ToDictionary(part => part[0], part => part[1].Trim());

    public async Task<bool> HasWritableRoot() =>
        (await Proc("mounts")).Any(line => line.Split(' ') is [_, "/", _, var how, ..] && how.Split(',').Contains("rw"));

    async Task<string[]> Proc(string file) => await File.ReadAllLinesAsync($"/proc/{(await State())["Pid"]}/{file}", Cancel);

    public async Task<string> Log() =>
        Encoding.UTF8.GetString(await engine.GetByteArrayAsync($"containers/{id}/logs?stdout=1&stderr=1", Cancel));

    public async ValueTask DisposeAsync() => (await engine.DeleteAsync($"containers/{id}?force=1&v=1", CancellationToken.None)).Dispose();

    async Task<JsonNode> Inspect() => (await engine.GetFromJsonAsync<JsonNode>($"containers/{id}/json", Cancel))!;

    static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(one => JsonValue.Create(one))]);

    static async Task<JsonNode?> Post(HttpClient engine, string path, JsonObject? body)
    {
        using var answer = await engine.PostAsync(path, body is null ? null : JsonContent.Create(body), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)answer.StatusCode} {text}"));
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
