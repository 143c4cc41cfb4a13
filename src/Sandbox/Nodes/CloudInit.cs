using System.IO.Compression;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using Map = System.Collections.Generic.Dictionary<object, object?>;

namespace OpsBot.Sandbox.Nodes;

/// <summary>What keeps a server from coming up, as its console would tell.</summary>
public sealed class StaysDarkException(string why) : Exception(why);

/// <summary>
/// The first boot of a server: reads what it was handed as cloud-init does, and starts it as Docker would, or says what is wrong with it.
/// </summary>
static class CloudInit
{
    const string Header = "#cloud-config";

    static readonly HashSet<string> modules = ["package_update", "apt", "packages", "write_files", "runcmd"];

    static readonly string[] needed = ["docker-ce", "docker-compose-plugin"];

    static readonly IDeserializer yaml = new DeserializerBuilder().Build();

    /// <summary>What is on the disk afterwards; belongings that were there before stay.</summary>
    public static PretendDisk Run(string userData, PretendDisk? before)
    {
        var config = Parse(Unpacked(userData), "user_data");
        if (config.Keys.Select(key => $"{key}").FirstOrDefault(key => !modules.Contains(key)) is { } unknown)
            throw new StaysDarkException($"cloud-init: no module takes '{unknown}'.");
        var packages = Texts(config.GetValueOrDefault("packages"));
        if (needed.FirstOrDefault(name => !packages.Contains(name)) is { } missing)
            throw new StaysDarkException($"cloud-init: docker compose was not found; {missing} is not among the packages.");
        var commands = (config.GetValueOrDefault("runcmd") as List<object?> ?? []).Select(one => string.Join(' ', Texts(one))).ToList();
        if (commands.Find(one => one.StartsWith("docker compose", StringComparison.Ordinal) && one.Contains(" up", StringComparison.Ordinal))
            is not { } up)
            throw new StaysDarkException("cloud-init: nothing starts the services; runcmd has no docker compose up.");
        var folder = After(up, "--project-directory") ?? throw new StaysDarkException("docker compose: no project directory is given.");
        var files = Files(config);
        var environment = Environment(File(files, $"{folder}/.env"));
        return ComposeReading.Of(Parse(File(files, $"{folder}/compose.yaml").Content, "compose.yaml"), environment) with
        {
            Belongings = before?.Belongings ?? "", MoreAddresses = before?.MoreAddresses ?? new HashSet<string>(),
        };
    }

    // Hetzner hands on text; its data source in cloud-init decodes base64 and unpacks gzip by itself.
    static string Unpacked(string userData)
    {
        var bytes = new byte[userData.Length];
        var raw = Convert.TryFromBase64String(userData, bytes, out var length) && length > 0
            ? bytes[..length] : Encoding.UTF8.GetBytes(userData);
        if (raw is not [0x1f, 0x8b, ..]) return Encoding.UTF8.GetString(raw);
        using var gzip = new GZipStream(new MemoryStream(raw), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        try
        {
            return reader.ReadToEnd();
        }
        catch (InvalidDataException)
        {
            throw new StaysDarkException("cloud-init: user_data is packed, and broken.");
        }
    }

    static Map Parse(string text, string what)
    {
        if (what == "user_data" && !text.StartsWith(Header, StringComparison.Ordinal))
            throw new StaysDarkException($"cloud-init: user_data does not begin with {Header}, so it was ignored.");
        try
        {
            return yaml.Deserialize<Map?>(text) ?? throw new StaysDarkException($"{what} is empty.");
        }
        catch (YamlException wrong)
        {
            throw new StaysDarkException($"{what} is no YAML: line {wrong.Start.Line}, {wrong.Message}");
        }
    }

    sealed record WrittenFile(string Permissions, string Content);

    static Dictionary<string, WrittenFile> Files(Map config) =>
        (config.GetValueOrDefault("write_files") as List<object?> ?? []).OfType<Map>().ToDictionary(
            file => $"{file.GetValueOrDefault("path")}",
            file => new WrittenFile($"{file.GetValueOrDefault("permissions") ?? "0644"}", $"{file.GetValueOrDefault("content")}"));

    static WrittenFile File(Dictionary<string, WrittenFile> files, string path) =>
        files.GetValueOrDefault(path) ?? throw new StaysDarkException($"docker compose: {path} is not there.");

    static Dictionary<string, string> Environment(WrittenFile file)
    {
        if (file.Permissions != "0600") throw new StaysDarkException("The secrets in .env can be read by everybody on the server.");
        var all = new Dictionary<string, string>();
        foreach (var line in file.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.Split('=', 2) is not [{ Length: > 0 } name, var value] || !all.TryAdd(name, value))
                throw new StaysDarkException($"docker compose: .env has a line that is none, or the second of its name: {line.Split('=')[0]}");
        return all;
    }

    internal static List<string> Texts(object? list) => [.. (list as List<object?> ?? []).Select(one => $"{one}")];

    static string? After(string command, string option) =>
        command.Split(' ') is var words && Array.IndexOf(words, option) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;
}
