using System.Diagnostics.CodeAnalysis;

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
                    Exit(e);
                }
            };
        }
    }

    /// <summary>For a failure once the host is starting: thrown there, it would be logged with its stack several times.</summary>
    [DoesNotReturn]
    public static void Exit(StartupException failure)
    {
        Console.Error.WriteLine(failure.Message);
        Environment.Exit(1);
    }
}
