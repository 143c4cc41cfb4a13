using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Core.Clients.Docker;

namespace OpsBot.Tests.Testing;

/// <summary>Containers on a real engine, made over its API of 1.41 as somebody's compose file would make them.</summary>
sealed class RealContainers(string address, string image) : IContainerHost
{
    const string Busybox = "/bin/busybox";

    readonly List<string> containers = [], volumes = [];

    public string Address => address;

    public HttpClient Wire { get; } = Client(address);

    public async Task<string> Put(GivenContainer given)
    {
        await Volume(given.DataVolume, new() { [DockerLabels.Instance] = given.Slug });
        if (given.OthersVolume is not null)
            await Volume(given.OthersVolume, []);
        var id = (await Post($"containers/create?name={given.Slug}", Wanted(given)))!["Id"]!.GetValue<string>();
        containers.Add(id);
        if (given.Started)
            await Post($"containers/{id}/start", null);
        return id;
    }

    public Task KillFromOutside(string id) => Post($"containers/{id}/kill", null);

    public Task Pause(string id) => Post($"containers/{id}/pause", null);

    public async Task<string> StatusOf(string id) => (await Inspect(id))?["State"]!["Status"]!.GetValue<string>() ?? "gone";

    public async Task<IReadOnlyList<string>> Volumes()
    {
        var listed = (await Wire.GetFromJsonAsync<JsonNode>("volumes"))!["Volumes"] as JsonArray;
        return [.. (listed ?? []).Select(one => one!["Name"]!.GetValue<string>())];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in containers)
            (await Wire.DeleteAsync($"containers/{id}?force=1&v=1")).Dispose();
        foreach (var name in volumes)
            (await Wire.DeleteAsync($"volumes/{name}")).Dispose();
        Wire.Dispose();
    }

    /// <summary>Makes the image; says why it could not.</summary>
    public static async Task<string?> Import(string address, string image)
    {
        if (!File.Exists(Busybox))
            return $"The tests of a real Docker engine make their image of {Busybox}: install it (Debian: apt install busybox-static).";
        using var http = Client(address);
        try
        {
            var (name, tag) = (image.Split(':')[0], image.Split(':')[1]);
            using var answer = await http.PostAsync($"images/create?fromSrc=-&repo={name}&tag={tag}", new ByteArrayContent(Root()));
            if (!answer.IsSuccessStatusCode)
                return $"The Docker engine at {address} takes no image: {await answer.Content.ReadAsStringAsync()}";
            await using var trial = new RealContainers(address, image);
            await trial.Put(new GivenContainer($"trial-{image.Split(':')[0]}") { Habit = Habit.Fails });
            return null;
        }
        catch (HttpRequestException away)
        {
            return $"No Docker engine answers at {address}: {away.Message}.";
        }
        catch (Exception unable) when (unable is IOException or Xunit.Sdk.XunitException)
        {
            return $"The Docker engine at {address} runs no container: {unable.Message}";
        }
    }

    public static async Task Forget(string address, string image)
    {
        using var http = Client(address);
        (await http.DeleteAsync($"images/{image}?force=1")).Dispose();
    }

    public static HttpClient Client(string address)
    {
        var where = DockerAddress.Parse(address).Value;
        var handler = new SocketsHttpHandler();
        if (where.SocketPath is { } path)
            handler.ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            };
        return new HttpClient(handler) { BaseAddress = new Uri(where.Root, "v1.41/"), Timeout = Eventually.Patience };
    }

    /// <summary>A root folder of one program that is all the others.</summary>
    static byte[] Root()
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var folder in new[] { "bin/", "tmp/" })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_111_111 });
            using var program = File.OpenRead(Busybox);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = (UnixFileMode)0b111_101_101, DataStream = program,
            });
            foreach (var link in new[] { "sh", "sleep", "seq", "tr" })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{link}") { LinkName = "busybox" });
        }

        return bytes.ToArray();
    }

    JsonObject Wanted(GivenContainer given) => new()
    {
        ["Image"] = image,
        ["Cmd"] = new JsonArray("/bin/sh", "-c", Script(given)),
        ["Tty"] = given.Terminal,
        ["StopTimeout"] = 1,
        ["Labels"] = JsonSerializer.SerializeToNode(given.Labels),
        ["Volumes"] = given.UnnamedVolume ? new JsonObject { ["/unnamed"] = new JsonObject() } : null,
        ["Healthcheck"] = given.Health == HealthCheck.None ? null : new JsonObject
        {
            ["Test"] = new JsonArray("CMD-SHELL", given.Health == HealthCheck.Passes ? "exit 0" : $"echo {GivenContainer.Sick}; exit 1"),
            ["Interval"] = 200_000_000, ["Retries"] = 1,
        },
        ["HostConfig"] = new JsonObject
        {
            ["NetworkMode"] = "none",
            ["Binds"] = new JsonArray(
            [
                $"{given.DataVolume}:{GivenContainer.DataFolder}",
                .. given.OthersVolume is null ? Array.Empty<JsonNode>() : [$"{given.OthersVolume}:/shared"],
                .. given.Folder is null ? Array.Empty<JsonNode>() : [$"{given.Folder}:/folder"],
            ]),
            ["RestartPolicy"] = given.Habit == Habit.KeepsFailing ? new JsonObject { ["Name"] = "always" } : null,
        },
    };

    // Process 1 hears only the signals that it has asked for.
    static string Script(GivenContainer given)
    {
        var prints = string.Concat(given.Prints.Select(line => line.StartsWith('!') ? $"echo '{line[1..]}' >&2; " : $"echo '{line}'; "));
        var data = $"echo 'database = {given.Slug}' > {GivenContainer.DataFolder}/info; ";
        return prints + data + given.Habit switch
        {
            Habit.Obeys => "trap 'exit 0' TERM; while :; do sleep 1000 & wait $!; done",
            Habit.IgnoresStop => "while :; do sleep 1000; done",
            Habit.Fails or Habit.KeepsFailing => "exit 1",
        };
    }

    async Task Volume(string name, Dictionary<string, string> labels)
    {
        await Post("volumes/create", new JsonObject { ["Name"] = name, ["Labels"] = JsonSerializer.SerializeToNode(labels) });
        volumes.Add(name);
    }

    async Task<JsonNode?> Inspect(string id)
    {
        using var answer = await Wire.GetAsync($"containers/{id}/json");
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.Content.ReadFromJsonAsync<JsonNode>();
    }

    async Task<JsonNode?> Post(string path, JsonObject? body)
    {
        using var answer = await Wire.PostAsync(path, body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
