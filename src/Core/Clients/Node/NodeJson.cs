using System.Text.Json.Serialization;
using OpsBot.Core.Servers.Nodes;

namespace OpsBot.Core.Clients.Node;

sealed record UpdateWanted(string TargetVersion);

sealed record IpWanted(string Ip, string Action);

/// <summary>Its own words on why not.</summary>
sealed record NodeError(string? Error);

/// <summary>What lacks what is needed is no answer of a node.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UpdateWanted))]
[JsonSerializable(typeof(IpWanted))]
[JsonSerializable(typeof(NodeError))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ServicesSeen))]
[JsonSerializable(typeof(NodeUpdate))]
[JsonSerializable(typeof(Accepted))]
sealed partial class NodeJson : JsonSerializerContext;
