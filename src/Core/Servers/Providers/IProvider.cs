using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>Whoever rents servers out to the house.</summary>
public interface IProvider
{
    /// <summary>As tables and settings call it: "hetzner".</summary>
    string Name { get; }

    /// <summary>As sentences call it: "Hetzner".</summary>
    string Called { get; }

    /// <summary>It has a key to an account; without one, nothing there is called.</summary>
    bool IsSetUp { get; }

    /// <summary>What the house has set as the most it wants to have there.</summary>
    ProviderLimits Limits { get; }

    /// <summary>Every server type in every place, with its price and whether it can be had now.</summary>
    Task<Result<Catalogue, ProviderFault>> Catalogue(Urgency urgency, CancellationToken cancel);

    /// <summary>What is set and not there, each as what to set right; nothing where all is well.</summary>
    Task<Result<IReadOnlyList<string>, ProviderFault>> CheckUp(CancellationToken cancel);

    /// <summary>What is paid there for other things than servers.</summary>
    Task<Result<Tariff, ProviderFault>> Tariff(Urgency urgency, CancellationToken cancel);

    /// <summary>Every server of the account, whoever made it.</summary>
    Task<Result<IReadOnlyList<Machine>, ProviderFault>> All(Urgency urgency, CancellationToken cancel);

    /// <summary>All servers that carry the label with that value.</summary>
    Task<Result<IReadOnlyList<Machine>, ProviderFault>> Find(string label, string value, CancellationToken cancel);

    Task<Result<Machine, ProviderFault>> Get(string id, CancellationToken cancel);

    /// <summary>
    /// Orders it. Where nobody heard how that went, it is looked up by its label before it is ordered again; one of that name that carries
    /// all its labels is taken for it.
    /// </summary>
    Task<Result<Begun, ProviderFault>> Create(NewMachine wanted, CancellationToken cancel);

    Task<Result<Begun, ProviderFault>> Do(string id, MachineAct act, CancellationToken cancel);

    /// <summary>Its labels are these from then on, and no others.</summary>
    Task<Result<Machine, ProviderFault>> Label(string id, IReadOnlyDictionary<string, string> labels, CancellationToken cancel);

    /// <summary>Of a server that is off. A disk that has grown keeps it from ever becoming smaller.</summary>
    Task<Result<Begun, ProviderFault>> ChangeType(string id, string type, bool growDisk, CancellationToken cancel);

    /// <summary>Not its volumes and floating addresses: they stay, and cost on.</summary>
    Task<Result<Begun, ProviderFault>> Delete(string id, CancellationToken cancel);

    /// <summary>
    /// How far these have come, of whichever servers, as it is or was a second ago: those of all jobs of this program are asked for
    /// together. What is not known there is left out.
    /// </summary>
    Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>> Actions(IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>What was done to the server last, newest first.</summary>
    Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>> History(string id, CancellationToken cancel);

    /// <summary>How busy the server was, in some sixty points.</summary>
    Task<Result<IReadOnlyList<CpuPoint>, ProviderFault>> Cpu(
        string id, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>Takes a picture of the server's disk, which is whole only where the server is off.</summary>
    Task<Result<PictureBegun, ProviderFault>> Snapshot(
        string id, string description, IReadOnlyDictionary<string, string> labels, CancellationToken cancel);

    Task<Result<Picture, ProviderFault>> Picture(string id, CancellationToken cancel);

    /// <summary>All pictures that carry the label with that value.</summary>
    Task<Result<IReadOnlyList<Picture>, ProviderFault>> Pictures(string label, string value, CancellationToken cancel);

    Task<Result<Begun, ProviderFault>> DeletePicture(string id, CancellationToken cancel) => Remove(CostKind.Snapshot, id, cancel);

    /// <summary>Gives the server one more address, which stays when the server goes; the server has to be told of it, too.</summary>
    Task<Result<AddressBegun, ProviderFault>> AddAddress(
        string serverId, IpFamily family, IReadOnlyDictionary<string, string> labels, CancellationToken cancel);

    /// <summary>All such addresses that carry the label with that value.</summary>
    Task<Result<IReadOnlyList<FloatingAddress>, ProviderFault>> Addresses(string label, string value, CancellationToken cancel);

    Task<Result<Begun, ProviderFault>> RemoveAddress(string id, CancellationToken cancel) => Remove(CostKind.FloatingIp, id, cancel);

    /// <summary>Everything there that costs money, whoever made it.</summary>
    Task<Result<IReadOnlyList<CostingItem>, ProviderFault>> Costing(Urgency urgency, CancellationToken cancel);

    /// <summary>Ends it, so that it costs no more; what is attached or protected is refused.</summary>
    Task<Result<Begun, ProviderFault>> Remove(CostKind kind, string id, CancellationToken cancel);
}

/// <summary>Beyond that nothing more is ordered; none where nobody has set it.</summary>
public sealed record ProviderLimits(int? Servers, Money? PerMonth);

/// <summary>What a call is for; the provider takes only so many an hour, and what is under way goes first.</summary>
public enum Urgency
{
    /// <summary>It can as well be done later: a duty.</summary>
    Whenever,

    /// <summary>Somebody's job is at it.</summary>
    Job,
}

public sealed record Catalogue(IReadOnlyList<Offer> Offers);

/// <summary>One server type in one place.</summary>
public sealed record Offer(string Type, string Region, int Cpus, int MemoryMb, int DiskGb, string Architecture, bool Dedicated)
{
    /// <summary>A month, without tax.</summary>
    public required Money Price { get; init; }

    /// <summary>As the provider says; no promise.</summary>
    public required bool Available { get; init; }

    /// <summary>Since when it is said that it goes.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>Until when it can be ordered then.</summary>
    public DateTimeOffset? LastOrderAt { get; init; }
}
