using System.Globalization;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>Hetzner Cloud as a provider of servers.</summary>
sealed class HetznerProvider(HetznerClient client) : IProvider
{
    const int PageSize = 50;
    const int MostPages = 20;
    const int ActionsAtOnce = 25;

    public string Name => HetznerClient.Name;

    public string Called => "Hetzner";

    public bool IsSetUp => client.IsSetUp;

    public async Task<Result<Catalogue, ProviderFault>> Catalogue(Urgency urgency, CancellationToken cancel)
    {
        var pricing = new HetznerCall(HttpMethod.Get, "pricing", "read the prices") { Urgency = urgency };
        if ((await client.Ask<PricingAnswer>(pricing, cancel)).Failed(out var prices, out var fault)) return fault;
        if (Currency.Known.All(known => known.Code != prices.Pricing.Currency))
            return new ProviderFault(ProviderTrouble.Misconfigured,
                $"Hetzner's prices are in {prices.Pricing.Currency}, which OpsBot does not know. Update OpsBot.");
        var currency = Currency.Of(prices.Pricing.Currency);
        var offers = new List<Offer>();
        for (int? page = 1; page is { } number && number <= MostPages;)
        {
            var call = new HetznerCall(HttpMethod.Get, $"server_types?page={number}&per_page={PageSize}", "read the server types")
            {
                Urgency = urgency,
            };
            if ((await client.Ask<ServerTypesAnswer>(call, cancel)).Failed(out var types, out fault)) return fault;
            offers.AddRange(types.ServerTypes.SelectMany(type => Offers(type, currency)));
            page = types.Meta?.Pagination?.NextPage;
        }
        return new Catalogue(offers);
    }

    public async Task<Result<IReadOnlyList<Machine>, ProviderFault>> Find(string label, string value, CancellationToken cancel)
    {
        var found = new List<Machine>();
        for (int? page = 1; page is { } number && number <= MostPages;)
        {
            var path = $"servers?label_selector={Uri.EscapeDataString($"{label}=={value}")}&page={number}&per_page={PageSize}";
            var read = await client.Ask<ServersAnswer>(new(HttpMethod.Get, path, "look for servers"), cancel);
            if (read.Failed(out var servers, out var fault)) return fault;
            found.AddRange(servers.Servers.Select(HetznerMachines.Of));
            page = servers.Meta?.Pagination?.NextPage;
        }
        return found;
    }

    public async Task<Result<Machine, ProviderFault>> Get(string id, CancellationToken cancel)
    {
        var read = await client.Ask<ServerAnswer>(new(HttpMethod.Get, $"servers/{id}", "look at the server"), cancel);
        return read.Failed(out var answer, out var fault) ? fault : HetznerMachines.Of(answer.Server);
    }

    public async Task<Result<Begun, ProviderFault>> Create(NewMachine wanted, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Post, "servers", $"order {wanted.Name}")
        {
            Body = HetznerMachines.Body(wanted, client.Settings.SshKeys, client.Settings.Firewalls), MakesServer = true,
        };
        return (await client.Ask<ServerAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault : HetznerMachines.Of(answer);
    }

    public Task<Result<Begun, ProviderFault>> Do(string id, MachineAct act, CancellationToken cancel)
    {
        var (path, body) = HetznerMachines.Call(act);
        return Begin(new(HttpMethod.Post, $"servers/{id}/actions/{path}", $"{act.Words()} the server") { Body = body }, cancel);
    }

    public Task<Result<Begun, ProviderFault>> ChangeType(string id, string type, bool growDisk, CancellationToken cancel) => Begin(
        new(HttpMethod.Post, $"servers/{id}/actions/change_type", $"make the server a {type}")
        {
            Body = new { server_type = type, upgrade_disk = growDisk },
        }, cancel);

    public Task<Result<Begun, ProviderFault>> Delete(string id, CancellationToken cancel) =>
        Begin(new(HttpMethod.Delete, $"servers/{id}", "delete the server"), cancel);

    public async Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>> Actions(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var all = new List<ProviderAction>();
        foreach (var some in ids.Chunk(ActionsAtOnce))
        {
            var path = $"actions?{string.Join('&', some.Select(id => $"id={id}"))}&per_page={PageSize}";
            var read = await client.Ask<ActionsAnswer>(new(HttpMethod.Get, path, "look how far it has come"), cancel);
            if (read.Failed(out var answer, out var fault)) return fault;
            all.AddRange(answer.Actions.Select(HetznerMachines.Of));
        }
        return all;
    }

    async Task<Result<Begun, ProviderFault>> Begin(HetznerCall call, CancellationToken cancel) =>
        (await client.Ask<ActionAnswer>(call, cancel)).Failed(out var answer, out var fault) ? fault
            : new Begun(null, [HetznerMachines.Id(answer.Action.Id)]);

    static IEnumerable<Offer> Offers(ServerType type, Currency currency) =>
        from location in type.Locations ?? []
        let price = type.Prices.FirstOrDefault(price => price.Location == location.Name)
        where price is not null
        select new Offer(type.Name, location.Name, type.Cores, (int)(type.Memory * 1024), type.Disk, type.Architecture,
            type.CpuType == "dedicated")
        {
            Price = Amount(price.PriceMonthly.Net, currency), Available = location.Available ?? true,
            AnnouncedAt = location.Deprecation?.Announced, LastOrderAt = location.Deprecation?.UnavailableAfter,
        };

    // "3.7900000000": more digits than there are cents.
    static Money Amount(string written, Currency currency) => new(
        (long)decimal.Round(decimal.Parse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * currency.Factor,
            MidpointRounding.AwayFromZero), currency);
}
