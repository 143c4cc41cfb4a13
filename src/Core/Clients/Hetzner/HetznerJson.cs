using System.Text.Json;

namespace OpsBot.Core.Clients.Hetzner;

// Members as in https://docs.hetzner.cloud/reference/cloud, in snake_case; only what is used.

sealed record ErrorAnswer(Error? Error = null);

sealed record Error(string Code, string? Message = null, JsonElement? Details = null);

sealed record Meta(Pagination? Pagination = null);

sealed record Pagination(int? NextPage = null);

sealed record PricingAnswer(Pricing Pricing);

sealed record Pricing(string Currency);

sealed record ServerTypesAnswer(IReadOnlyList<ServerType> ServerTypes, Meta? Meta = null);

sealed record ServerType(
    string Name, int Cores, decimal Memory, int Disk, string CpuType, string Architecture, IReadOnlyList<TypePrice> Prices,
    IReadOnlyList<TypeLocation>? Locations = null);

sealed record TypePrice(string Location, Price PriceMonthly);

/// <summary>Decimal strings.</summary>
sealed record Price(string Net);

/// <summary>A type that is not listed for a place can't be ordered there; <c>available</c> came in April 2026.</summary>
sealed record TypeLocation(string Name, bool? Available = null, Deprecation? Deprecation = null);

sealed record Deprecation(DateTimeOffset Announced, DateTimeOffset UnavailableAfter);

sealed record ServersAnswer(IReadOnlyList<ServerJson> Servers, Meta? Meta = null);

/// <summary>A new server's password, where there is one, is not read: it would be a secret to keep.</summary>
sealed record ServerAnswer(ServerJson Server, ActionJson? Action = null, IReadOnlyList<ActionJson>? NextActions = null);

sealed record ServerJson(
    long Id, string Name, string Status, DateTimeOffset Created, PublicNet PublicNet, Named ServerType, Named Location, bool Locked,
    Protection Protection, IReadOnlyDictionary<string, string> Labels, int PrimaryDiskSize);

sealed record PublicNet(NetAddress? Ipv4 = null, NetAddress? Ipv6 = null);

sealed record NetAddress(string Ip);

sealed record Named(string Name);

sealed record Protection(bool Delete);

sealed record ActionAnswer(ActionJson Action);

sealed record ActionsAnswer(IReadOnlyList<ActionJson> Actions);

sealed record ActionJson(long Id, string Status, Error? Error = null);
