using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

static class OrganizationsRegistration
{
    public static void AddOrganizations(this IServiceCollection services)
    {
        services.AddOptions<OrganizationsOptions>().BindConfiguration(OrganizationsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OrganizationsOptions>, SettingsCheck<OrganizationsOptions>>();
        services.AddSingleton<DeleteSteps>();
        services.AddSingleton<ResizeSteps>();
        services.AddSingleton<EndOfPeriods>();
        services.AddSingleton<CancelledCosts>();
    }
}
