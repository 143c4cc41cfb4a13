using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Access;
using OpsBot.Core.Alerts;
using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Core.Database;
using OpsBot.Core.Health;
using OpsBot.Core.Instances;
using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Jobs;
using OpsBot.Core.Mails;
using OpsBot.Core.Maintenances;
using OpsBot.Core.OnCall;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Overview;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core;

/// <summary>Registers all of Core; bot, worker, sandbox and tests call this one method.</summary>
public static class Services
{
    public static IServiceCollection AddCore(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => Connections.Open(connectionString));
        services.AddSingleton<Hints>();
        services.AddHostedService(services => services.GetRequiredService<Hints>());
        services.AddSingleton<Outbox>();
        services.AddSingleton<Migrations>();
        services.AddSingleton<ServingRole>();
        services.AddSingleton<Retention>();
        services.AddOptions<MoneyOptions>()
            .Configure<IServiceProvider>((money, provider) => provider.GetService<IConfiguration>()?.GetSection("Money").Bind(money))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MoneyOptions>, SettingsCheck<MoneyOptions>>();
        services.AddSingleton<Parser>();
        services.AddSingleton<Finders>();
        services.AddSingleton<OperationWords>();
        services.AddSingleton<VersionWords>();
        services.AddSingleton<Operations.Binder>();
        services.AddSingleton<ApprovalRequests>();
        services.AddSingleton<ApprovedRun>();
        services.AddSingleton<ApprovalClock>();
        services.AddSingleton<Execution>();
        services.AddSingleton<Gate>();
        services.AddSingleton<Looks>();
        services.AddSingleton<Runner>();
        services.AddSingleton<Transactions>();
        services.AddSingleton<FirstClaim>();
        services.AddSingleton<ComingUp>();
        services.AddSingleton<ManyAtOnce>();
        services.AddSingleton<ManyComingUp>();
        services.AddSingleton<ManyGoingDown>();
        services.AddSingleton<HostWatch>();
        services.AddSingleton<Reconciliation>();
        services.AddOptions<AlertsOptions>()
            .Configure<IServiceProvider>((alerts, provider) => provider.GetService<IConfiguration>()?.GetSection(AlertsOptions.Section)
                .Bind(alerts))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertsOptions>, SettingsCheck<AlertsOptions>>();
        services.AddSingleton<Calls>();
        services.AddSingleton<Handovers>();
        services.AddSingleton<MaintenanceNews>();
        services.AddSingleton<MaintenanceClock>();
        services.AddSingleton<AlertCards>();
        services.AddSingleton<AlertClock>();
        services.AddSingleton<Troubles>();
        services.AddSingleton<HomeSections>();
        services.AddSingleton<WayToThing>();
        services.AddSingleton<TeamBoard>();
        services.AddSingleton<Digests>();
        services.TryAddSingleton(new JobLimits());
        services.TryAddSingleton(new DutyOptions());
        services.AddSingleton<RetryProposals>();
        services.AddSingleton<CatalogueReading>();
        services.AddSingleton<CleanUps>();
        services.AddOrganizations();
        services.AddBilling();
        services.AddMails();
        services.AddSingleton<JobLease>();
        services.AddSingleton<JobOrigin>();
        services.AddSingleton<JobUsual>();
        services.AddSingleton<JobNotes>();
        services.AddSingleton<JobEnd>();
        services.AddSingleton<JobRunner>();
        services.AddAudit();
        services.AddDockerRuntime();
        services.AddHetzner();
        services.AddStripe();
        services.AddSingleton<Machines>();
        services.AddSingleton<MachineRemoval>();
        services.AddSingleton<Pictures>();
        services.AddSingleton<ExpiredSnapshots>();
        services.AddServers();
        services.AddHealth();
        services.AddSingleton<WhyLook>();
        services.AddSingleton<ExplainedThings>();
        services.AddProxyRoutes();
        services.AddHealthIncidents();
        return services.AddOperations(typeof(Services).Assembly);
    }

    /// <summary>Every operation, handler, finder and long work of the assembly, found by what it implements.</summary>
    static IServiceCollection AddOperations(this IServiceCollection services, Assembly assembly)
    {
        var catalog = Catalog.Of(assembly);
        services.AddSingleton(catalog);
        Type[] open = [typeof(IAnswerQuestion<,>), typeof(IHandle<,>)];
        foreach (var type in assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }))
        {
            foreach (var contract in type.GetInterfaces()
                .Where(contract => contract.IsGenericType && open.Contains(contract.GetGenericTypeDefinition())))
                services.AddSingleton(contract, type);
            if (typeof(IFinder).IsAssignableFrom(type)) services.AddSingleton(typeof(IFinder), type);
            if (typeof(IWords).IsAssignableFrom(type)) services.AddSingleton(typeof(IWords), type);
            if (typeof(ITellAbout).IsAssignableFrom(type)) services.AddSingleton(typeof(ITellAbout), type);
            if (typeof(IHomeSection).IsAssignableFrom(type)) services.AddSingleton(typeof(IHomeSection), type);
            if (typeof(IAlertCard).IsAssignableFrom(type)) services.AddSingleton(typeof(IAlertCard), type);
            if (typeof(ITrouble).IsAssignableFrom(type)) services.AddSingleton(typeof(ITrouble), type);
            if (typeof(IHearOfAlerts).IsAssignableFrom(type)) services.AddSingleton(typeof(IHearOfAlerts), type);
            if (type.GetInterface(typeof(ILongWork<,,>).Name) is { } longWork)
                services.AddKeyedSingleton(typeof(ILongWork), longWork.GetGenericArguments()[0], type);
            if (type.GetInterface(typeof(ILookFor<>).Name) is { } look)
                services.AddKeyedSingleton(typeof(ILookOutside), look.GetGenericArguments()[0], type);
            if (type.GetInterface(typeof(IExplain<>).Name) is { } explains)
                services.AddKeyedSingleton(typeof(IExplain), explains.GetGenericArguments()[0], type);
            if (typeof(IHearGateway).IsAssignableFrom(type)) services.AddSingleton(typeof(IHearGateway), type);
            if (typeof(IHearPaid).IsAssignableFrom(type)) services.AddSingleton(typeof(IHearPaid), type);
            if (typeof(IStranded).IsAssignableFrom(type)) services.AddSingleton(typeof(IStranded), type);
        }
        return services;
    }
}
