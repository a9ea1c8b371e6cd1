namespace ScalewayPoc.AppHost.Embedded;

/// <summary>Reports a <see cref="StartupException"/> as its sentence instead of a stack trace.</summary>
static class StartupErrors
{
    static int _installed;

    public static void ReportOnStandardError()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, failure) =>
            {
                if (failure.ExceptionObject is StartupException e)
                {
                    Console.Error.WriteLine(e.Message);
                    Environment.Exit(1);
                }
            };
        }
    }
}
