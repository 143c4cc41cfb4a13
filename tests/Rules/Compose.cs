using System.Globalization;
using System.Text.RegularExpressions;
using OpsBot.Tests.Testing;
using Mapping = System.Collections.Generic.Dictionary<object, object>;

namespace OpsBot.Tests.Rules;

/// <summary>What docker compose would refuse, or take for something else, found before anybody starts it.</summary>
public sealed partial class Compose
{
    /// <summary>Each key that is used here, and what its value has to look like: https://docs.docker.com/reference/compose-file/</summary>
    static readonly Dictionary<string, Func<object, bool>> service = new()
    {
        ["image"] = Text(@"[a-z0-9./:-]+"),
        ["build"] = Map(new() { ["context"] = Text(@"\..*"), ["target"] = Text(@"\w+"), ["dockerfile"] = Text(@".+") }),
        ["command"] = value => value is string or List<object>,
        ["restart"] = Text("no|always|on-failure(:[0-9]+)?|unless-stopped"),
        ["environment"] = value => value is Mapping map
            ? map.Keys.All(key => Name().IsMatch((string)key))
            : value is List<object> list && list.Cast<string>().All(one => Name().IsMatch(one.Split('=')[0])),
        ["volumes"] = ListOf(@"(\./?[\w.-]*|[a-z][\w-]*):/[\w./-]+(:ro)?"),
        ["ports"] = ListOf(@"[0-9.]+:[0-9]+:[0-9]+"),
        ["depends_on"] = value => value is Mapping map && map.Values.All(Map(new()
        {
            ["condition"] = Text("service_started|service_healthy|service_completed_successfully"), ["required"] = Text("true|false"),
        })),
        ["healthcheck"] = Map(new()
        {
            ["test"] = value => value is string or List<object>, ["interval"] = Length, ["timeout"] = Length, ["start_period"] = Length,
            ["disable"] = Text("true|false"),
            ["retries"] = value => int.TryParse((string)value, CultureInfo.InvariantCulture, out _),
        }),
        ["stop_grace_period"] = Length,
        ["read_only"] = Text("true|false"),
        ["tmpfs"] = ListOf(@"/[\w/]+"),
        ["cap_drop"] = ListOf("ALL|[A-Z_]+"),
        ["security_opt"] = ListOf("no-new-privileges:true"),
        ["profiles"] = ListOf(@"\w+"),
    };

    [Fact]
    public void Every_key_is_one_that_compose_knows_with_a_value_of_its_kind() => Rule.Holds(
    [
        .. from key in ComposeFile.Whole.Keys.Cast<string>()
           where key is not ("name" or "services" or "volumes") && !key.StartsWith("x-", StringComparison.Ordinal)
           select $"docker-compose.yml says {key}, which compose does not know at its top",
        .. from one in ComposeFile.Services
           from pair in one.Value
           let key = (string)pair.Key
           where !service.TryGetValue(key, out var fits) || !fits(pair.Value)
           select $"docker-compose.yml, {one.Key}: {key} is not known here or has a value of another kind",
    ]);

    [Fact]
    public void Every_service_waited_for_and_every_named_volume_is_there() => Rule.Holds(
    [
        .. from one in ComposeFile.Services
           where one.Value.ContainsKey("depends_on")
           from other in ((Mapping)one.Value["depends_on"]).Keys.Cast<string>()
           where !ComposeFile.Services.ContainsKey(other)
           select $"docker-compose.yml, {one.Key} waits for {other}, which is not there",
        .. from one in ComposeFile.Services
           from volume in ComposeFile.List(one.Value, "volumes")
           let name = volume.Split(':')[0]
           where !name.StartsWith('.') && !((Mapping)ComposeFile.Whole["volumes"]).ContainsKey(name)
           select $"docker-compose.yml, {one.Key} mounts {name}, which is not among the volumes",
    ]);

    [Fact]
    public void What_is_of_our_own_making_runs_with_no_more_rights_than_it_needs() => Rule.Holds(
        from one in ComposeFile.Services
        where one.Value.ContainsKey("build")
        where one.Value.GetValueOrDefault("read_only") is not "true" || !ComposeFile.List(one.Value, "cap_drop").SequenceEqual(["ALL"])
            || !ComposeFile.List(one.Value, "security_opt").Contains("no-new-privileges:true")
        select $"docker-compose.yml, {one.Key} may write to its image or keeps capabilities");

    static Func<object, bool> Text(string pattern) => value => value is string text && Regex.IsMatch(text, $"^({pattern})$");

    static Func<object, bool> ListOf(string pattern) => value => value is List<object> list && list.All(Text(pattern));

    static Func<object, bool> Map(Dictionary<string, Func<object, bool>> keys) =>
        value => value is Mapping map && map.All(pair => keys.TryGetValue((string)pair.Key, out var fits) && fits(pair.Value));

    static bool Length(object value) => Text(@"([0-9]+(h|m|s|ms))+")(value);

    [GeneratedRegex("^[A-Z][A-Za-z0-9_]*$")]
    private static partial Regex Name();
}
