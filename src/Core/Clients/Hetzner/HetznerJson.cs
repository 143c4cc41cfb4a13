using System.Text.Json;

namespace OpsBot.Core.Clients.Hetzner;

// Members as in https://docs.hetzner.cloud/reference/cloud, in snake_case; only what is used.

sealed record ErrorAnswer(Error? Error = null);

sealed record Error(string Code, string? Message = null, JsonElement? Details = null);

sealed record Meta(Pagination? Pagination = null);

sealed record Pagination(int? NextPage = null);

/// <summary>A listing comes in pages.</summary>
interface IPage<T>
{
    IReadOnlyList<T> Rows { get; }

    Meta? Meta { get; }
}

/// <summary>It was done, and there is nothing to tell.</summary>
sealed record NoAnswer;

sealed record ServerTypesAnswer(IReadOnlyList<ServerType> ServerTypes, Meta? Meta = null) : IPage<ServerType>
{
    IReadOnlyList<ServerType> IPage<ServerType>.Rows => ServerTypes;
}

sealed record ServerType(
    string Name, int Cores, decimal Memory, int Disk, string CpuType, string Architecture, IReadOnlyList<PlacePrice> Prices,
    IReadOnlyList<TypeLocation>? Locations = null);

/// <summary>A type that is not listed for a place can't be ordered there; <c>available</c> came in April 2026.</summary>
sealed record TypeLocation(string Name, bool? Available = null, Deprecation? Deprecation = null);

sealed record Deprecation(DateTimeOffset Announced, DateTimeOffset UnavailableAfter);

sealed record ServersAnswer(IReadOnlyList<ServerJson> Servers, Meta? Meta = null) : IPage<ServerJson>
{
    IReadOnlyList<ServerJson> IPage<ServerJson>.Rows => Servers;
}

/// <summary>A new server's password, where there is one, is not read: it would be a secret to keep.</summary>
sealed record ServerAnswer(ServerJson Server, ActionJson? Action = null, IReadOnlyList<ActionJson>? NextActions = null);

sealed record ServerJson(
    long Id, string Name, string Status, DateTimeOffset Created, PublicNet PublicNet, TypeOfServer ServerType, Named Location, bool Locked,
    Protection Protection, IReadOnlyDictionary<string, string> Labels, int PrimaryDiskSize, IReadOnlyList<long>? Volumes = null,
    string? BackupWindow = null);

sealed record TypeOfServer(string Name, IReadOnlyList<PlacePrice> Prices);

sealed record PublicNet(NetAddress? Ipv4 = null, NetAddress? Ipv6 = null, IReadOnlyList<long>? FloatingIps = null);

sealed record NetAddress(string Ip, long? Id = null);

sealed record Named(string Name);

sealed record Protection(bool Delete);

sealed record ActionAnswer(ActionJson Action);

sealed record ActionsAnswer(IReadOnlyList<ActionJson> Actions);

sealed record ActionJson(
    long Id, string Command, string Status, DateTimeOffset Started, DateTimeOffset? Finished = null, Error? Error = null);

sealed record MetricsAnswer(Metrics Metrics);

sealed record Metrics(IReadOnlyDictionary<string, Series> TimeSeries);

/// <summary>Each a moment, in seconds since 1970, and a number as a string.</summary>
sealed record Series(IReadOnlyList<IReadOnlyList<JsonElement>> Values);
